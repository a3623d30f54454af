package io.millrace.store.mask;

/// Tells cheaply that a text has nothing to hide: no `@`, and fewer digits than any number needs.
final class Hints {
  private static final int FEWEST_DIGITS = 8;

  private Hints() {}

  static boolean worthLooking(String text) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '@' || c == '＠') {
        return true;
      }
      if (Digits.is(c) && ++digits >= FEWEST_DIGITS) {
        return true;
      }
    }
    return false;
  }

  static boolean worthLooking(byte[] utf8) {
    return worthLooking(utf8, 0, utf8.length);
  }

  /// @param from inclusive
  /// @param to exclusive
  static boolean worthLooking(byte[] utf8, int from, int to) {
    int digits = 0;
    for (int i = from; i < to; i++) {
      byte b = utf8[i];
      // Full-width characters begin with EF BC; an escape may be anything.
      if (b == '@' || b == (byte) 0xEF || b == '\\') {
        return true;
      }
      if (b >= '0' && b <= '9' && ++digits >= FEWEST_DIGITS) {
        return true;
      }
    }
    return false;
  }
}
