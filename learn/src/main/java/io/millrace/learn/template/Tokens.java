package io.millrace.learn.template;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Cuts text into the units that templates are compared by: words and numbers (runs of letters and
/// digits of alphabetic scripts), single ideographs, single marks, single white space characters. A
/// token never straddles two of these, so a template's edge always falls on a token's edge.
final class Tokens {
  private static final String CHINESE_DIGITS = "一二三四五六七八九十";
  private static final String CHINESE_WEEKDAYS = "一二三四五六日天";
  private static final Set<String> WEEKDAYS =
      Set.of(
          "monday",
          "tuesday",
          "wednesday",
          "thursday",
          "friday",
          "saturday",
          "sunday",
          "mon",
          "tue",
          "tues",
          "wed",
          "thu",
          "thur",
          "thurs",
          "fri",
          "sat",
          "sun");
  private static final Set<String> MONTHS =
      Set.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december",
          "jan",
          "feb",
          "mar",
          "apr",
          "jun",
          "jul",
          "aug",
          "sep",
          "sept",
          "oct",
          "nov",
          "dec");

  private Tokens() {}

  /// The end of the token that starts at `from`.
  static int end(String text, int from, int to) {
    char first = text.charAt(from);
    if (isWordChar(first)) {
      return wordEnd(text, from, to);
    }
    if (first >= '\u4E00' && first <= '\u9FFF') {
      return chineseEnd(text, from, to, first);
    }
    return Character.isHighSurrogate(first) && from + 1 < to ? from + 2 : from + 1;
  }

  private static int wordEnd(String text, int from, int to) {
    if (uuidAt(text, from, to)) {
      return from + 36;
    }
    int end = from + 1;
    while (end < to && isWordChar(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean uuidAt(String text, int from, int to) {
    if (to - from < 36 || text.charAt(from + 8) != '-') {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(from + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : Character.digit(c, 16) < 0 || c > 'f') {
        return false;
      }
    }
    return to - from == 36 || !isWordChar(text.charAt(from + 36));
  }

  private static int chineseEnd(String text, int from, int to, char first) {
    char second = from + 1 < to ? text.charAt(from + 1) : 0;
    char third = from + 2 < to ? text.charAt(from + 2) : 0;
    if ((first == '星' && second == '期') || (first == '礼' && second == '拜')) {
      return third != 0 && CHINESE_WEEKDAYS.indexOf(third) >= 0 ? from + 3 : from + 1;
    }
    if (first == '周' && second != 0 && CHINESE_WEEKDAYS.indexOf(second) >= 0) {
      return from + 2;
    }
    if (dayPart(first, second)) {
      return from + 2;
    }
    return CHINESE_DIGITS.indexOf(first) >= 0 ? chineseNumberEnd(text, from, to) : from + 1;
  }

  private static boolean dayPart(char first, char second) {
    return second == '午' ? "上中下".indexOf(first) >= 0 : first == '凌' && second == '晨';
  }

  /// A number in Chinese numerals counts as one token only where a month or day follows.
  private static int chineseNumberEnd(String text, int from, int to) {
    int end = from;
    while (end < to && end - from < 3 && CHINESE_DIGITS.indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return end < to && "月日号".indexOf(text.charAt(end)) >= 0 ? end : from + 1;
  }

  /// How a token is masked, or null for one that stands for itself.
  static @Nullable String shape(String text, int from, int end) {
    char first = text.charAt(from);
    if (first >= '\u4E00' && first <= '\u9FFF') {
      return chineseShape(text, from, end, first);
    }
    if (!isWordChar(first)) {
      return null;
    }
    if (end - from == 36 && text.charAt(from + 8) == '-') {
      return "U";
    }
    for (int i = from; i < end; i++) {
      if (isDigit(text.charAt(i))) {
        return shapeWithDigits(text, from, end);
      }
    }
    return calendarShape(text, from, end);
  }

  private static @Nullable String chineseShape(String text, int from, int end, char first) {
    if (end - from > 1 && (first == '星' || first == '礼' || first == '周')) {
      return "W";
    }
    if (end - from == 2 && dayPart(first, text.charAt(from + 1))) {
      return "P";
    }
    boolean number =
        CHINESE_DIGITS.indexOf(first) >= 0
            && end < text.length()
            && "月日号".indexOf(text.charAt(end)) >= 0;
    return number ? "#" : null;
  }

  private static String shapeWithDigits(String text, int from, int end) {
    var shape = new StringBuilder();
    int changes = 0;
    boolean hex = end - from >= 6;
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      boolean digit = isDigit(c);
      hex &= Character.digit(c, 16) >= 0;
      if (i > from && digit != isDigit(text.charAt(i - 1))) {
        changes++;
      }
      if (!digit) {
        shape.append(c);
      } else if (i == from || !isDigit(text.charAt(i - 1))) {
        shape.append('#');
      }
    }
    if (changes > 0 && (hex || changes >= 3)) {
      return "X";
    }
    return switch (shape.toString()) {
      case "#st", "#nd", "#rd", "#th" -> "#th";
      case "#am", "#pm" -> "#am";
      case "#AM", "#PM" -> "#AM";
      default -> shape.toString();
    };
  }

  private static @Nullable String calendarShape(String text, int from, int end) {
    int length = end - from;
    if (length < 2 || length > 9 || !Character.isUpperCase(text.charAt(from))) {
      return null;
    }
    String word = text.substring(from, end).toLowerCase(Locale.ROOT);
    if (word.equals("am") || word.equals("pm")) {
      return "P";
    }
    return WEEKDAYS.contains(word) ? "W" : MONTHS.contains(word) ? "M" : null;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// Letters and digits of scripts that write words as runs.
  static boolean isWordChar(char c) {
    if (c < 128) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
    }
    return c < '\u2E80'
        ? Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK
        : c >= '\uAC00' && c <= '\uD7A3';
  }

  /// How much of a constant's evidence a token is: a word its length, an ideograph two and a half
  /// (about a word's share of meaning), a mark one, a line break two, a space nothing.
  static double weight(String text, int from, int end) {
    char first = text.charAt(from);
    if (isWordChar(first)) {
      return end - from;
    }
    if (first >= '\u2E80' && first <= '\u9FFF' && Character.isLetter(first)) {
      return 2.5 * (end - from);
    }
    if (Character.isWhitespace(first)) {
      return first == '\n' ? 2 : 0;
    }
    return 1;
  }
}
