package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PriceQuoteTest {
  private static final Instant NEW_YEAR = Instant.parse("2025-01-01T00:00:00Z");
  private static final PriceRates RATES = PriceRates.of("2.50", "10.00");

  private static PriceQuote quote(PriceRates rates, PriceTier... tiers) {
    var price =
        new Price("m", Currency.USD, rates, List.of(tiers), NEW_YEAR, null, "a page somewhere");
    return new PriceQuote(price, CurrencyRate.USD);
  }

  private static String usd(Cost cost) {
    return cost instanceof Cost.Priced(var amount, _) ? amount.toUsd() : cost.toString();
  }

  @Test
  void pricesInputAndOutputExactly() {
    Cost cost = quote(RATES).cost(Usage.of(1_234, 567));
    assertThat(cost).isEqualTo(new Cost.Priced(Picodollars.parse("0.008755"), "m@2025-01-01"));
  }

  @Test
  void pricesEachBucketByItsOwnRate() {
    PriceRates rates = PriceRates.of("1", "10");
    int power = 0;
    for (PriceBucket bucket : PriceBucket.values()) {
      rates = rates.with(bucket, "1e" + power++);
    }
    var usage = new Usage(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(usd(quote(rates).cost(usage))).isEqualTo("987.654321");
  }

  @Test
  void chargesBucketsWithoutARateByTheWrittenRules() {
    PriceQuote quote = quote(PriceRates.of("2", "10"));
    assertThat(usd(quote.cost(new Usage(0, 1_000_000, 0, 0, 0, 0, 0, 0, 0)))).isEqualTo("2");
    assertThat(usd(quote.cost(new Usage(0, 0, 1_000_000, 0, 0, 0, 0, 0, 0)))).isEqualTo("2");
    assertThat(usd(quote.cost(new Usage(0, 0, 0, 1_000_000, 0, 0, 0, 0, 0)))).isEqualTo("2");
    assertThat(usd(quote.cost(new Usage(0, 0, 0, 0, 0, 1_000_000, 0, 0, 0)))).isEqualTo("2");
    assertThat(usd(quote.cost(new Usage(0, 0, 0, 0, 0, 0, 0, 1_000_000, 0)))).isEqualTo("10");
  }

  @Test
  void leavesUnpricedWhatHasNeitherRateNorSubstitute() {
    PriceQuote text = quote(RATES);
    assertThat(text.cost(new Usage(5, 0, 0, 0, 1, 0, 5, 0, 0)))
        .isEqualTo(
            new Cost.Unpriced(
                Cost.Reason.NO_RATE, "m@2025-01-01 has no rate for AUDIO_INPUT tokens"));
    assertThat(text.cost(new Usage(5, 0, 0, 0, 0, 0, 5, 0, 1))).isInstanceOf(Cost.Unpriced.class);
    PriceQuote minutesOnly = quote(RATES.with(PriceBucket.CACHE_WRITE, "3"));
    assertThat(minutesOnly.cost(new Usage(5, 0, 0, 1, 0, 0, 5, 0, 0)))
        .isInstanceOf(Cost.Unpriced.class);
    PriceQuote inputOnly = quote(new PriceRates(Map.of(PriceBucket.INPUT, new BigDecimal("0.02"))));
    assertThat(usd(inputOnly.cost(Usage.of(1_000_000, 0)))).isEqualTo("0.02");
    assertThat(inputOnly.cost(Usage.of(1, 1))).isInstanceOf(Cost.Unpriced.class);
  }

  @Test
  void aRateOfZeroIsAPrice() {
    assertThat(usd(quote(PriceRates.of("0", "0")).cost(Usage.of(9, 9)))).isEqualTo("0");
  }

  @Test
  void aTierRepricesTheWholeRequestFromItsBoundaryOn() {
    PriceRates base =
        RATES.with(PriceBucket.CACHE_READ, "0.25").with(PriceBucket.REASONING, "10.00");
    PriceRates dear = PriceRates.of("5", "15");
    PriceQuote above = quote(base, new PriceTier(1_000, false, dear));
    PriceQuote from = quote(base, new PriceTier(1_000, true, dear));
    // 600 + 400 cached: the length of the prompt counts, not what is charged as input
    var at = new Usage(600, 400, 0, 0, 0, 0, 100, 0, 0);
    assertThat(usd(above.cost(at))).isEqualTo("0.0026");
    assertThat(usd(from.cost(at))).isEqualTo("0.0046");
    var over = new Usage(601, 400, 0, 0, 0, 0, 100, 10, 0);
    assertThat(usd(above.cost(over))).isEqualTo("0.004755");
    var under = new Usage(599, 400, 0, 0, 0, 0, 100, 0, 0);
    assertThat(usd(from.cost(under))).isEqualTo("0.0025975");
  }

  @Test
  void theHighestTierReachedDecides() {
    PriceQuote quote =
        quote(
            PriceRates.of("1", "1"),
            new PriceTier(200, false, PriceRates.of("3", "3")),
            new PriceTier(100, false, PriceRates.of("2", "2")));
    assertThat(usd(quote.cost(Usage.of(100, 0)))).isEqualTo("0.0001");
    assertThat(usd(quote.cost(Usage.of(101, 0)))).isEqualTo("0.000202");
    assertThat(usd(quote.cost(Usage.of(200, 0)))).isEqualTo("0.0004");
    assertThat(usd(quote.cost(Usage.of(201, 0)))).isEqualTo("0.000603");
  }

  @Test
  void aTierThatStatesShortCacheWritesDoesNotBorrowTheHoursRate() {
    PriceRates base =
        RATES.with(PriceBucket.CACHE_WRITE, "3").with(PriceBucket.CACHE_WRITE_HOUR, "5");
    PriceRates tier = PriceRates.of("5", "20").with(PriceBucket.CACHE_WRITE, "6");
    PriceQuote quote = quote(base, new PriceTier(10, false, tier));
    assertThat(quote.cost(new Usage(20, 0, 0, 1, 0, 0, 0, 0, 0))).isInstanceOf(Cost.Unpriced.class);
    assertThat(usd(quote.cost(new Usage(9, 0, 0, 1, 0, 0, 0, 0, 0)))).isEqualTo("0.0000275");
  }

  @Test
  void convertsCurrencyWithOneRounding() {
    var price = new Price("m", new Currency("CNY"), RATES, List.of(), null, null, "page");
    var rate =
        new CurrencyRate(
            new Currency("CNY"), new BigDecimal("7.1879"), BigDecimal.ONE, NEW_YEAR, "bank");
    Cost cost = new PriceQuote(price, rate).cost(Usage.of(3, 0));
    // 7.5e-6 / 7.1879 = 1.04342...e-6
    assertThat(cost).isEqualTo(new Cost.Priced(new Picodollars(1_043_420), "m+CNY@2025-01-01"));
  }

  @Test
  void roundsTiesToEven() {
    PriceQuote quote = quote(PriceRates.of("0.0000005", "0.0000015"));
    assertThat(quote.cost(Usage.of(1, 0)))
        .isEqualTo(new Cost.Priced(Picodollars.ZERO, "m@2025-01-01"));
    assertThat(quote.cost(Usage.of(0, 1)))
        .isEqualTo(new Cost.Priced(new Picodollars(2), "m@2025-01-01"));
  }

  @Test
  void agreesWithAReferenceInExactFractions() {
    var random = new SplittableRandom(42);
    for (int i = 0; i < 3_000; i++) {
      var rates = new EnumMap<PriceBucket, BigDecimal>(PriceBucket.class);
      for (PriceBucket bucket : PriceBucket.values()) {
        rates.put(bucket, BigDecimal.valueOf(random.nextLong(1_000_000), random.nextInt(0, 14)));
      }
      var units = BigDecimal.valueOf(random.nextLong(1, 100_000), 4);
      var usd = BigDecimal.valueOf(random.nextLong(1, 100_000), 4);
      var usage = usage(random);
      var rate = new CurrencyRate(new Currency("XXX"), units, usd, NEW_YEAR, "made up");
      var price =
          new Price("m", new Currency("XXX"), new PriceRates(rates), List.of(), null, null, "");
      Cost cost = new PriceQuote(price, rate).cost(usage);
      BigInteger expected = reference(rates, usage, units, usd);
      if (expected.bitLength() < 59) {
        assertThat(cost).isInstanceOf(Cost.Priced.class);
        assertThat(((Cost.Priced) cost).amount().amount()).isEqualTo(expected.longValueExact());
      }
    }
  }

  private static Usage usage(SplittableRandom random) {
    long[] tokens = new long[9];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = random.nextBoolean() ? 0 : random.nextLong(1L << random.nextInt(1, 21));
    }
    return new Usage(
        tokens[0], tokens[1], tokens[2], tokens[3], tokens[4], tokens[5], tokens[6], tokens[7],
        tokens[8]);
  }

  /// The same sum as a fraction of integers, rounded half-even by hand.
  private static BigInteger reference(
      Map<PriceBucket, BigDecimal> rates, Usage usage, BigDecimal units, BigDecimal usd) {
    BigInteger scaled = BigInteger.ZERO;
    for (PriceBucket bucket : PriceBucket.values()) {
      BigDecimal rate = rates.getOrDefault(bucket, BigDecimal.ZERO);
      scaled =
          scaled.add(
              rate.movePointRight(20)
                  .toBigIntegerExact()
                  .multiply(BigInteger.valueOf(bucket.tokens(usage))));
    }
    BigInteger numerator = scaled.multiply(usd.movePointRight(4).toBigIntegerExact());
    BigInteger denominator =
        BigInteger.TEN.pow(14).multiply(units.movePointRight(4).toBigIntegerExact());
    BigInteger[] parts = numerator.divideAndRemainder(denominator);
    int half = parts[1].shiftLeft(1).compareTo(denominator);
    boolean up = half > 0 || (half == 0 && parts[0].testBit(0));
    return up ? parts[0].add(BigInteger.ONE) : parts[0];
  }

  @Test
  void theSumOfPartsIsTheCostOfTheWholeWhenNothingIsRounded() {
    var random = new SplittableRandom(5);
    PriceQuote quote = quote(PriceRates.of("2.5", "10"));
    for (int i = 0; i < 1_000; i++) {
      var one = Usage.of(random.nextLong(1_000_000), random.nextLong(1_000_000));
      var two = Usage.of(random.nextLong(1_000_000), random.nextLong(1_000_000));
      var both = Usage.of(one.input() + two.input(), one.output() + two.output());
      assertThat(amount(quote.cost(one)).plus(amount(quote.cost(two))))
          .isEqualTo(amount(quote.cost(both)));
    }
  }

  private static Picodollars amount(Cost cost) {
    assertThat(cost).isInstanceOf(Cost.Priced.class);
    return ((Cost.Priced) cost).amount();
  }

  @Test
  void aCostBeyondALongIsUnpricedAndDoesNotWrap() {
    var dear = quote(PriceRates.of("1e12", "1"));
    assertThat(dear.cost(Usage.of(Long.MAX_VALUE / 4, 0)))
        .isInstanceOfSatisfying(
            Cost.Unpriced.class,
            cost -> assertThat(cost.reason()).isEqualTo(Cost.Reason.TOO_LARGE));
  }

  @Test
  void refusesNegativeAndAbsurdRates() {
    assertThatIllegalArgumentException().isThrownBy(() -> PriceRates.of("-1", "1"));
    assertThatIllegalArgumentException().isThrownBy(() -> PriceRates.of("1e999999", "1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new CurrencyRate(new Currency("CNY"), BigDecimal.ZERO, BigDecimal.ONE, NEW_YEAR, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> new Currency("cny"));
  }
}
