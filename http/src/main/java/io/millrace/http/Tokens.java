package io.millrace.http;

import java.util.Locale;

/// The characters of HTTP's grammar ([RFC 9110,
/// 5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)).
final class Tokens {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = 0; c < 128; c++) {
      TOKEN[c] =
          c >= '0' && c <= '9'
              || c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }

  private Tokens() {}

  static boolean isToken(byte b) {
    return b >= 0 && TOKEN[b];
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// Whether a comma-separated list holds a word, whatever its case.
  static boolean listed(String list, String word) {
    for (String element : list.split(",", -1)) {
      if (element.strip().equalsIgnoreCase(word)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a value may stand in a header field.
  static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' && c != '\t' || c == 0x7F || c > 0xFF) {
        return false;
      }
    }
    return true;
  }
}
