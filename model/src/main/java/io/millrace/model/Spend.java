package io.millrace.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Objects;

/// A total of money in units of 1e-12 USD that cannot overflow. Immutable.
///
/// @param picodollars the exact total; negative when more is given back than spent
public record Spend(BigInteger picodollars) implements Comparable<Spend> {
  public static final Spend ZERO = new Spend(BigInteger.ZERO);

  public Spend {
    Objects.requireNonNull(picodollars, "picodollars");
  }

  public static Spend of(Picodollars amount) {
    return new Spend(BigInteger.valueOf(amount.amount()));
  }

  /// Reads what [#toUsd()] writes.
  ///
  /// @throws IllegalArgumentException when the text is no decimal number or has a part smaller than
  ///   a picodollar
  public static Spend parse(String usd) {
    try {
      return new Spend(new BigDecimal(usd).movePointRight(Picodollars.SCALE).toBigIntegerExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + usd + "' is not an amount in USD: write a decimal number of at most 12 places", e);
    }
  }

  public Spend plus(Picodollars amount) {
    return new Spend(picodollars.add(BigInteger.valueOf(amount.amount())));
  }

  public Spend plus(Spend other) {
    return new Spend(picodollars.add(other.picodollars));
  }

  public Spend minus(Spend other) {
    return new Spend(picodollars.subtract(other.picodollars));
  }

  /// This total times a factor, rounded half-even to a picodollar: for projections.
  public Spend times(BigDecimal factor) {
    return new Spend(
        new BigDecimal(picodollars)
            .multiply(factor)
            .setScale(0, RoundingMode.HALF_EVEN)
            .toBigIntegerExact());
  }

  /// This total as a share of another, rounded half-even to the given places; 0 of nothing is 0.
  public BigDecimal shareOf(Spend whole, int places) {
    if (whole.picodollars.signum() == 0) {
      return BigDecimal.ZERO.setScale(places);
    }
    return new BigDecimal(picodollars)
        .divide(new BigDecimal(whole.picodollars), places, RoundingMode.HALF_EVEN);
  }

  /// The exact total in USD as a plain decimal without trailing zeros.
  public String toUsd() {
    if (picodollars.signum() == 0) {
      return "0";
    }
    return new BigDecimal(picodollars, Picodollars.SCALE).stripTrailingZeros().toPlainString();
  }

  /// The total in USD rounded half-even to the given places, for people.
  public String toUsd(int places) {
    return new BigDecimal(picodollars, Picodollars.SCALE)
        .setScale(places, RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  @Override
  public int compareTo(Spend other) {
    return picodollars.compareTo(other.picodollars);
  }

  @Override
  public String toString() {
    return toUsd() + " USD";
  }
}
