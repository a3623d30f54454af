package io.millrace.console.report;

import java.util.ArrayList;
import java.util.List;

/// How many columns text takes in a terminal, and how it is cut and wrapped by columns.
///
/// Wide and fullwidth characters of [UAX 11](https://www.unicode.org/reports/tr11/) and emoji take
/// two columns, combining and format characters none, all else one.
public final class DisplayWidth {
  /// First and last of each range of wide code points, ascending.
  private static final int[] WIDE = {
    0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3,
    0x25FD, 0x25FE, 0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1,
    0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA,
    0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B,
    0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797,
    0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E,
    0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xA000, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3,
    0xF900, 0xFAFF, 0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0,
    0x18DFF, 0x1AFF0, 0x1B2FF, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191,
    0x1F19A, 0x1F200, 0x1F64F, 0x1F680, 0x1F6FF, 0x1F7E0, 0x1F7EB, 0x1F90C, 0x1F9FF, 0x1FA70,
    0x1FAFF, 0x20000, 0x3FFFD
  };

  private static final String NOT_AT_START = "，。、；：？！）》」』】”’…,.;:?!)]}%";

  private DisplayWidth() {}

  /// The columns that a text takes.
  public static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  static int of(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> wide(codePoint) ? 2 : 1;
    };
  }

  /// Control characters, lone surrogates and the marks that reorder text: unfit for page and
  /// terminal alike. Tabs and line feeds are fit.
  static boolean unprintable(int c) {
    return (Character.isISOControl(c) && c != '\t' && c != '\n')
        || (c >= 0xD800 && c <= 0xDFFF)
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || (c & 0xFFFE) == 0xFFFE;
  }

  /// The text on one line: white space is joined, and what could steer a terminal is replaced.
  public static String oneLine(String text) {
    StringBuilder out = new StringBuilder();
    text.replaceAll("\\s+", " ")
        .codePoints()
        .forEach(c -> out.appendCodePoint(unprintable(c) ? 0xFFFD : c));
    return out.toString();
  }

  /// The text if it fits into so many columns, else its beginning and `…`.
  public static String elide(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int used = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (used + of(c) > columns - 1) {
        break;
      }
      used += of(c);
      out.appendCodePoint(c);
    }
    return out.toString().stripTrailing() + "…";
  }

  /// The text with spaces behind it, up to so many columns.
  public static String padRight(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  /// The text with spaces before it, up to so many columns.
  public static String padLeft(String text, int columns) {
    return " ".repeat(Math.max(0, columns - of(text))) + text;
  }

  /// Lines of at most so many columns: broken at spaces and between wide characters, never before
  /// closing punctuation; a word longer than a line is cut.
  public static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int used = 0;
    for (String piece : pieces(oneLine(text))) {
      if (used + of(piece.stripTrailing()) > columns && !line.isEmpty()) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        used = 0;
      }
      String added = line.isEmpty() ? piece.stripLeading() : piece;
      line.append(added);
      used += of(added);
      if (used > columns) {
        cutOverlong(line, columns, lines);
        used = of(line.toString());
      }
    }
    if (!line.toString().isBlank()) {
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static void cutOverlong(StringBuilder line, int columns, List<String> lines) {
    while (of(line.toString().stripTrailing()) > Math.max(2, columns)) {
      int end = 0;
      int used = 0;
      while (used + of(line.codePointAt(end)) <= Math.max(2, columns)) {
        used += of(line.codePointAt(end));
        end += Character.charCount(line.codePointAt(end));
      }
      lines.add(line.substring(0, end));
      line.delete(0, end);
    }
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    int before = 0;
    for (int c : text.codePoints().toArray()) {
      if (!piece.isEmpty() && breakable(before, c)) {
        pieces.add(piece.toString());
        piece.setLength(0);
      }
      piece.appendCodePoint(c);
      before = c;
    }
    if (!piece.isEmpty()) {
      pieces.add(piece.toString());
    }
    return pieces;
  }

  private static boolean breakable(int before, int after) {
    if (after == ' ' || NOT_AT_START.indexOf(after) >= 0 || "（《「『【“‘".indexOf(before) >= 0) {
      return false;
    }
    return before == ' ' || wide(before) || wide(after);
  }

  private static boolean wide(int codePoint) {
    if (codePoint < WIDE[0]) {
      return false;
    }
    for (int i = 0; i < WIDE.length; i += 2) {
      if (codePoint <= WIDE[i + 1]) {
        return codePoint >= WIDE[i];
      }
    }
    return false;
  }
}
