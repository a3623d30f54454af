package io.millrace.app;

import io.millrace.model.Spend;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/// How totals of money and counts are written in tables.
final class Money {
  private static final int PLACES = 6;
  private static final BigDecimal SMALLEST = BigDecimal.ONE.movePointLeft(PLACES);

  private Money() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// USD to a millionth, so that a column lines up at the point; what is not zero is never written
  /// as zero.
  static String usd(Spend amount) {
    BigDecimal usd = new BigDecimal(amount.toUsd());
    if (usd.signum() != 0 && usd.abs().compareTo(SMALLEST) < 0) {
      return (usd.signum() < 0 ? "-" : "") + "<0.000001";
    }
    return String.format(Locale.ROOT, "%,.6f", usd.setScale(PLACES, RoundingMode.HALF_EVEN));
  }

  /// A part of a whole in percent; what is not zero is never written as zero.
  static String share(Spend part, Spend whole) {
    BigDecimal percent = part.shareOf(whole, 6).movePointRight(2);
    boolean tiny = part.picodollars().signum() > 0 && percent.compareTo(new BigDecimal("0.05")) < 0;
    return tiny ? "<0.1%" : percent.setScale(1, RoundingMode.HALF_EVEN).toPlainString() + "%";
  }
}
