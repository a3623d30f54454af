package io.millrace.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;

/// A price in force with the exchange rate of the day: all that turns usage into money. Immutable.
///
/// The cost is the sum over the buckets of tokens times rate, times USD per unit of currency, all
/// in exact decimals, and then rounded once, half-even, to a picodollar.
public record PriceQuote(Price price, CurrencyRate rate) {
  private static final PriceBucket[] BUCKETS = PriceBucket.values();

  public PriceQuote {
    Objects.requireNonNull(price, "price");
    if (!rate.currency().equals(price.currency())) {
      throw new IllegalArgumentException(
          "a price in " + price.currency() + " needs its own rate, not that of " + rate.currency());
    }
  }

  /// Names the version of price and exchange rate for good: `glm-x@2025-01-01+CNY@2025-01-02`.
  public String id() {
    return price.currency().equals(Currency.USD)
        ? price.id()
        : price.id() + "+" + price.currency() + "@" + Price.shortDate(rate.from());
  }

  /// What the usage costs; unpriced when a bucket with tokens has neither a rate nor a substitute
  /// ([PriceRates]), or when the sum is beyond a `long`.
  public Cost cost(Usage usage) {
    PriceRates rates = price.ratesFor(usage.prompt());
    BigDecimal sum = BigDecimal.ZERO;
    for (PriceBucket bucket : BUCKETS) {
      long tokens = bucket.tokens(usage);
      if (tokens > 0) {
        BigDecimal perMillion = rates.charged(bucket);
        if (perMillion == null) {
          return new Cost.Unpriced(
              Cost.Reason.NO_RATE, price.id() + " has no rate for " + bucket + " tokens");
        }
        sum = sum.add(perMillion.multiply(BigDecimal.valueOf(tokens)));
      }
    }
    return rounded(sum);
  }

  private Cost rounded(BigDecimal millionths) {
    BigDecimal picodollars =
        millionths
            .multiply(rate.usd())
            .movePointRight(Picodollars.SCALE - 6)
            .divide(rate.units(), 0, RoundingMode.HALF_EVEN);
    if (picodollars.precision() - picodollars.scale() > 18) {
      return new Cost.Unpriced(
          Cost.Reason.TOO_LARGE, "the call would cost over a million USD at " + id());
    }
    return new Cost.Priced(new Picodollars(picodollars.longValueExact()), id());
  }
}
