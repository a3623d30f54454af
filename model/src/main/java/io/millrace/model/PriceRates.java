package io.millrace.model;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a million tokens of each bucket cost, as exact decimals in some currency. Immutable.
///
/// A bucket that the provider does not price apart has no rate here, and [#charged] says what its
/// tokens cost then:
///
/// - cache reads, cache writes and pictures are charged as input, reasoning as output;
/// - cache writes for an hour are charged as input only when short cache writes have no rate
///   either: a provider that charges for writing charges more for an hour, and guessing would
///   understate it;
/// - input, output and sound have no substitute.
public final class PriceRates {
  private final Map<PriceBucket, BigDecimal> perMillion;

  /// @throws IllegalArgumentException when a rate is negative or of an absurd length
  public PriceRates(Map<PriceBucket, BigDecimal> perMillion) {
    perMillion.forEach(PriceRates::check);
    this.perMillion = perMillion.isEmpty() ? Map.of() : Map.copyOf(perMillion);
  }

  private static void check(PriceBucket bucket, BigDecimal rate) {
    if (rate.signum() < 0) {
      throw new IllegalArgumentException("the rate of " + bucket + " is negative: " + rate);
    }
    if (rate.precision() > 60 || Math.abs(rate.scale()) > 60) {
      throw new IllegalArgumentException("the rate of " + bucket + " has too many digits");
    }
  }

  /// Rates of plain text: what a million tokens of input and of output cost.
  public static PriceRates of(String input, String output) {
    return new PriceRates(
        Map.of(
            PriceBucket.INPUT, new BigDecimal(input), PriceBucket.OUTPUT, new BigDecimal(output)));
  }

  /// These rates with one more, or another in its place.
  public PriceRates with(PriceBucket bucket, String rate) {
    var changed = new EnumMap<PriceBucket, BigDecimal>(PriceBucket.class);
    changed.putAll(perMillion);
    changed.put(bucket, new BigDecimal(rate));
    return new PriceRates(changed);
  }

  /// The rate that the provider states for a bucket.
  public Optional<BigDecimal> stated(PriceBucket bucket) {
    return Optional.ofNullable(perMillion.get(bucket));
  }

  /// The rate that tokens of a bucket are charged at, by the rules above; null when there is none.
  @Nullable BigDecimal charged(PriceBucket bucket) {
    BigDecimal own = perMillion.get(bucket);
    if (own != null) {
      return own;
    }
    return switch (bucket) {
      case INPUT, OUTPUT, AUDIO_INPUT, AUDIO_OUTPUT -> null;
      case CACHE_READ, CACHE_WRITE, IMAGE_INPUT -> perMillion.get(PriceBucket.INPUT);
      case CACHE_WRITE_HOUR ->
          perMillion.containsKey(PriceBucket.CACHE_WRITE)
              ? null
              : perMillion.get(PriceBucket.INPUT);
      case REASONING -> perMillion.get(PriceBucket.OUTPUT);
    };
  }

  /// These rates, completed by those of the base price where they state none. Two buckets follow
  /// their sibling instead: an hour's cache write is not taken from the base when short writes are
  /// stated here, and reasoning follows output where the base charges both alike.
  PriceRates completedBy(PriceRates base) {
    var merged = new EnumMap<PriceBucket, BigDecimal>(PriceBucket.class);
    merged.putAll(base.perMillion);
    if (perMillion.containsKey(PriceBucket.CACHE_WRITE)) {
      merged.remove(PriceBucket.CACHE_WRITE_HOUR);
    }
    if (perMillion.containsKey(PriceBucket.OUTPUT) && base.reasoningCostsAsOutput()) {
      merged.remove(PriceBucket.REASONING);
    }
    merged.putAll(perMillion);
    return new PriceRates(merged);
  }

  private boolean reasoningCostsAsOutput() {
    BigDecimal reasoning = perMillion.get(PriceBucket.REASONING);
    BigDecimal output = perMillion.get(PriceBucket.OUTPUT);
    return reasoning != null && output != null && reasoning.compareTo(output) == 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PriceRates rates && perMillion.equals(rates.perMillion);
  }

  @Override
  public int hashCode() {
    return perMillion.hashCode();
  }

  @Override
  public String toString() {
    return new TreeMap<>(perMillion).toString();
  }
}
