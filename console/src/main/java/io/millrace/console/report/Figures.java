package io.millrace.console.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Numbers, money, dates and sizes as people read them in one language. Immutable.
///
/// Rounding never flatters: a share that is not quite all is never written `100%`, a bound is
/// rounded up, and what is not zero is never written as zero. Dates are in UTC.
final class Figures {
  private static final BigDecimal CENT = new BigDecimal("0.01");
  private static final BigDecimal SMALLEST = new BigDecimal("0.0001");

  private final boolean zh;
  private final DateTimeFormatter day;
  private final DateTimeFormatter minute;

  Figures(Language language) {
    zh = language == Language.ZH;
    day = DateTimeFormatter.ofPattern(zh ? "y年M月d日" : "d MMM y", Locale.ENGLISH);
    minute = DateTimeFormatter.ofPattern(zh ? "y年M月d日 HH:mm" : "d MMM y, HH:mm", Locale.ENGLISH);
  }

  String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// US dollars: two decimals from one cent on, four below.
  String money(BigDecimal usd) {
    BigDecimal amount = usd.abs();
    String sign = usd.signum() < 0 ? "-" : "";
    if (amount.signum() > 0 && amount.compareTo(SMALLEST) < 0) {
      return sign + "<$0.0001";
    }
    int decimals = amount.signum() > 0 && amount.compareTo(CENT) < 0 ? 4 : 2;
    return sign
        + "$"
        + String.format(
            Locale.ROOT, "%,." + decimals + "f", amount.setScale(decimals, RoundingMode.HALF_UP));
  }

  /// US dollars known only roughly: three digits, or cents below ten dollars.
  String roughMoney(BigDecimal usd) {
    if (usd.compareTo(BigDecimal.TEN) < 0) {
      return money(usd);
    }
    return "$" + String.format(Locale.ROOT, "%,.0f", usd.round(new MathContext(3)));
  }

  /// Percentage points between two shares, rounded up to one decimal; may be negative.
  String points(double difference) {
    return decimal(difference, RoundingMode.CEILING);
  }

  /// A share, 0 to 1, with one decimal.
  String percent(double share) {
    if (Double.isNaN(share)) {
      return "–";
    }
    if (share > 0 && share < 0.001) {
      return "<0.1%";
    }
    if (share < 1 && share > 0.999) {
      return ">99.9%";
    }
    return decimal(share, RoundingMode.HALF_EVEN) + "%";
  }

  /// An upper bound of a share, rounded up to one decimal.
  String bound(double share) {
    return Double.isNaN(share) ? "–" : decimal(share, RoundingMode.CEILING) + "%";
  }

  /// A share that somebody chose, such as alpha, without needless decimals.
  String rate(double share) {
    BigDecimal percent =
        BigDecimal.valueOf(share).movePointRight(2).setScale(4, RoundingMode.HALF_EVEN);
    return percent.stripTrailingZeros().toPlainString() + "%";
  }

  /// A number with just as many decimals as it takes, at most so many.
  String number(double value, int decimals) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /// The days of a window, saying month and year once where they are the same.
  String days(Instant from, Instant to) {
    OffsetDateTime first = from.atOffset(ZoneOffset.UTC);
    OffsetDateTime last = to.atOffset(ZoneOffset.UTC);
    if (first.toLocalDate().equals(last.toLocalDate())) {
      return day(to);
    }
    if (first.getYear() != last.getYear()) {
      return day(from) + (zh ? "至" : " – ") + day(to);
    }
    boolean month = first.getMonth() == last.getMonth();
    if (zh) {
      return day(from) + "至" + format(month ? "d日" : "M月d日", last);
    }
    return format(month ? "d" : "d MMM", first) + (month ? "–" : " – ") + day(to);
  }

  String day(Instant instant) {
    return day.format(instant.atOffset(ZoneOffset.UTC));
  }

  String minute(Instant instant) {
    return minute.format(instant.atOffset(ZoneOffset.UTC)) + " UTC";
  }

  /// A duration in microseconds, in the unit that suits it.
  String micros(double micros) {
    if (micros < 1_000) {
      return number(micros, micros < 10 ? 1 : 0) + " µs";
    }
    if (micros < 1_000_000) {
      return number(micros / 1e3, micros < 10_000 ? 1 : 0) + " ms";
    }
    return number(micros / 1e6, 1) + " s";
  }

  String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    return bytes < 1_000_000
        ? number(bytes / 1e3, bytes < 10_000 ? 1 : 0) + " kB"
        : number(bytes / 1e6, 1) + " MB";
  }

  private static String format(String pattern, OffsetDateTime time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }

  private static String decimal(double share, RoundingMode rounding) {
    return BigDecimal.valueOf(share)
        .movePointRight(2)
        .setScale(8, RoundingMode.HALF_EVEN)
        .setScale(1, rounding)
        .toPlainString();
  }
}
