package io.millrace.store.calllog;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the ways in which logs write a time.
///
/// A number is taken for seconds, milliseconds, microseconds or nanoseconds since 1970 by its size;
/// a text for a number, or for ISO 8601 with `T` or a space in the middle, in UTC when it names no
/// offset. A time before 2000 or from 2200 on is taken for none.
final class Timestamps {
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
  private static final BigDecimal LARGEST_SECONDS = new BigDecimal("1e11");

  private Timestamps() {}

  static @Nullable Instant read(@Nullable JsonNode node) {
    Instant instant = anyRead(node);
    return instant == null || instant.isBefore(EARLIEST) || !instant.isBefore(LATEST)
        ? null
        : instant;
  }

  private static @Nullable Instant anyRead(@Nullable JsonNode node) {
    BigDecimal number = Fields.decimal(node);
    if (number != null) {
      return sinceEpoch(number);
    }
    return node != null && node.isString() ? iso(node.stringValue().strip()) : null;
  }

  private static @Nullable Instant sinceEpoch(BigDecimal number) {
    if (number.signum() <= 0 || number.precision() - number.scale() > 19) {
      return null;
    }
    BigDecimal seconds = number;
    while (seconds.compareTo(LARGEST_SECONDS) >= 0) {
      seconds = seconds.movePointLeft(3);
    }
    long whole = seconds.longValue();
    long nanos = seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
    return Instant.ofEpochSecond(whole, nanos);
  }

  private static @Nullable Instant iso(String text) {
    if (text.length() < 16 || text.length() > 40) {
      return null;
    }
    String joined =
        text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
    String compact = joined.replace(" ", "").replace("UTC", "Z");
    try {
      return hasOffset(compact)
          ? OffsetDateTime.parse(withColon(compact)).toInstant()
          : LocalDateTime.parse(compact).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean hasOffset(String text) {
    return text.endsWith("Z") || text.indexOf('+', 11) > 0 || text.indexOf('-', 11) > 0;
  }

  /// `+0800` and `+08`, as some databases write them, in the form that the parser knows.
  private static String withColon(String text) {
    int sign = Math.max(text.indexOf('+', 11), text.indexOf('-', 11));
    if (sign < 0) {
      return text;
    }
    return switch (text.length() - sign) {
      case 3 -> text + ":00";
      case 5 -> text.substring(0, sign + 3) + ":" + text.substring(sign + 3);
      default -> text;
    };
  }
}
