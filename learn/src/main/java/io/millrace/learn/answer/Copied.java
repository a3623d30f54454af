package io.millrace.learn.answer;

/// Finds values that an answer copied from its input. Values begin and end where tokens do: tokens
/// are runs of letters, runs of digits, and single characters of everything else and of scripts
/// written without spaces.
public final class Copied {
  private static final int SPACE = 0;
  private static final int LETTER = 1;
  private static final int DIGIT = 2;
  private static final int SINGLE = 3;

  private Copied() {}

  /// Whether a token may begin or end before the UTF-16 unit at this index.
  public static boolean boundary(String text, int index) {
    if (index <= 0 || index >= text.length()) {
      return true;
    }
    char left = text.charAt(index - 1);
    char right = text.charAt(index);
    if (Character.isSurrogatePair(left, right)) {
      return false;
    }
    int before = kind(text.codePointBefore(index));
    return before == SINGLE || before != kind(text.codePointAt(index));
  }

  /// Whether it separates tokens and is part of none.
  public static boolean space(int codePoint) {
    return kind(codePoint) == SPACE;
  }

  /// The first place of a value at or after an index, or -1.
  public static int find(String input, String value, int from) {
    if (value.isEmpty() || !edgesAreTokens(value)) {
      return -1;
    }
    int at = input.indexOf(value, from);
    while (at >= 0 && !(boundary(input, at) && boundary(input, at + value.length()))) {
      at = input.indexOf(value, at + 1);
    }
    return at;
  }

  private static boolean edgesAreTokens(String value) {
    return !space(value.codePointAt(0)) && !space(value.codePointBefore(value.length()));
  }

  private static int kind(int c) {
    if (c < 128) {
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        return LETTER;
      }
      return c >= '0' && c <= '9' ? DIGIT : c <= ' ' && c != '\u001E' ? SPACE : SINGLE;
    }
    if (c >= 0x4E00 && c <= 0x9FFF) {
      return SINGLE;
    }
    return Character.isDigit(c) ? DIGIT : beyondAscii(c);
  }

  private static int beyondAscii(int c) {
    if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      return SPACE;
    }
    int type = Character.getType(c);
    boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    return (mark || Character.isLetter(c)) && !unspaced(c) ? LETTER : SINGLE;
  }

  private static boolean unspaced(int c) {
    if (Character.isIdeographic(c)) {
      return true;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case HIRAGANA, KATAKANA, BOPOMOFO, THAI, LAO, KHMER, MYANMAR, TIBETAN -> true;
      default -> false;
    };
  }
}
