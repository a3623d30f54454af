package io.millrace.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One version of a model's price: the rates that were in force between two instants. Immutable.
///
/// @param model the name that the price is listed under
/// @param currency what the rates are quoted in
/// @param rates per million tokens, for prompts that reach no tier
/// @param tiers by rising threshold; the last one that a prompt reaches prices the whole request
/// @param from in force from then on, inclusive; null: since ever
/// @param to in force until then, exclusive; null: until further notice
/// @param source where the price was published
public record Price(
    String model,
    Currency currency,
    PriceRates rates,
    List<PriceTier> tiers,
    @Nullable Instant from,
    @Nullable Instant to,
    String source) {
  public Price {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(source, "source");
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException(
          "the price of " + model + " ends at " + to + ", not after it begins at " + from);
    }
    PriceRates base = rates;
    tiers =
        tiers.stream()
            .sorted(
                Comparator.comparingLong(PriceTier::threshold)
                    .thenComparing(tier -> !tier.inclusive()))
            .map(t -> new PriceTier(t.threshold(), t.inclusive(), t.rates().completedBy(base)))
            .toList();
  }

  /// A price in USD since ever, without tiers.
  public static Price of(String model, PriceRates rates, String source) {
    return new Price(model, Currency.USD, rates, List.of(), null, null, source);
  }

  /// Names this version for good: the model and the start of the version, `gpt-x@2025-01-01`.
  public String id() {
    return from == null ? model : model + "@" + shortDate(from);
  }

  /// Whether this version is in force at an instant.
  public boolean covers(Instant instant) {
    return (from == null || !instant.isBefore(from)) && (to == null || instant.isBefore(to));
  }

  /// The rates for a prompt of so many tokens.
  public PriceRates ratesFor(long promptTokens) {
    PriceRates reached = rates;
    for (PriceTier tier : tiers) {
      if (tier.reachedBy(promptTokens)) {
        reached = tier.rates();
      }
    }
    return reached;
  }

  static String shortDate(Instant instant) {
    String text = instant.toString();
    return text.endsWith("T00:00:00Z") ? text.substring(0, text.length() - 10) : text;
  }
}
