package io.millrace.model;

import java.math.BigDecimal;

/// An exact amount of money in units of 1e-12 USD: what one call costs or saves. Immutable.
///
/// A `long` holds plus or minus 9.2 million USD: plenty for one call, too little for a total. Sums
/// of many are a [Spend].
///
/// @param amount in picodollars; negative for what is given back
public record Picodollars(long amount) implements Comparable<Picodollars> {
  /// Decimal places of a picodollar in USD.
  public static final int SCALE = 12;

  public static final Picodollars ZERO = new Picodollars(0);

  /// Reads an amount written in plain or scientific decimal USD, such as `0.0025`.
  ///
  /// @throws IllegalArgumentException when the text is no decimal number, has a part smaller than a
  ///   picodollar, or does not fit
  public static Picodollars parse(String usd) {
    try {
      return new Picodollars(
          new BigDecimal(usd).movePointRight(SCALE).setScale(0).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "'"
              + usd
              + "' is not an amount in USD: write a decimal number of at most 12 places under 9.2"
              + " million",
          e);
    }
  }

  /// @throws ArithmeticException when the sum does not fit
  public Picodollars plus(Picodollars other) {
    return new Picodollars(Math.addExact(amount, other.amount));
  }

  /// @throws ArithmeticException when the difference does not fit
  public Picodollars minus(Picodollars other) {
    return new Picodollars(Math.subtractExact(amount, other.amount));
  }

  /// The exact amount in USD as a plain decimal without trailing zeros: `0.0025`, `0`, `-12`.
  public String toUsd() {
    return Spend.of(this).toUsd();
  }

  @Override
  public int compareTo(Picodollars other) {
    return Long.compare(amount, other.amount);
  }

  @Override
  public String toString() {
    return toUsd() + " USD";
  }
}
