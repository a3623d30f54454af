package io.millrace.store.mask;

/// Hides what identifies a person in a text: e-mail addresses, phone numbers, card numbers and
/// identity numbers, Chinese ones too. Thread-safe.
public final class Masking {
  private Masking() {}

  /// A text with each finding replaced by a word in square brackets: `[email]`, `[phone]`,
  /// `[card]`, `[identity]`. The same text when there is none.
  public static String text(String text) {
    throw new UnsupportedOperationException();
  }

  /// A JSON body with every string value masked (names of fields stay); bodies that are no JSON are
  /// masked as text. The same array when there is nothing to mask.
  public static byte[] body(byte[] utf8) {
    throw new UnsupportedOperationException();
  }
}
