package io.millrace.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/// An exchange rate as it was published: so many units of a currency are worth so many USD.
///
/// Both sides are kept, so that neither "7.18 CNY for 1 USD" nor "1 EUR for 1.03 USD" has to be
/// inverted and rounded.
///
/// @param currency what is converted
/// @param units so many of it, more than zero
/// @param usd are worth so many USD, more than zero
/// @param from in force from then on, until the next rate of the currency
/// @param source where the rate was published
public record CurrencyRate(
    Currency currency, BigDecimal units, BigDecimal usd, Instant from, String source) {
  /// USD in USD, for ever.
  public static final CurrencyRate USD =
      new CurrencyRate(Currency.USD, BigDecimal.ONE, BigDecimal.ONE, Instant.MIN, "by definition");

  public CurrencyRate {
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(source, "source");
    if (units.signum() <= 0 || usd.signum() <= 0) {
      throw new IllegalArgumentException("the exchange rate of " + currency + " is not above zero");
    }
  }
}
