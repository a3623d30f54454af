package io.millrace.store.mask;

/// Digits, plain and full-width.
final class Digits {
  private Digits() {}

  static boolean is(char c) {
    return (c >= '0' && c <= '9') || (c >= '０' && c <= '９');
  }

  /// The plain digit of a digit.
  static char plain(char c) {
    return c >= '０' ? (char) (c - '０' + '0') : c;
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isWord(char c) {
    return is(c) || isLetter(c) || c == '_';
  }
}
