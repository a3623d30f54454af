package io.millrace.store.mask;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Hides what identifies a person in a text: e-mail addresses, phone numbers, card numbers and
/// identity numbers, Chinese ones too. Thread-safe. Takes time in proportion to the text.
///
/// Numbers with a checksum are checked by it, and a number that is part of a longer word (an id, a
/// decimal, a time) is left alone; a number in JSON that is not in quotes stays.
public final class Masking {
  /// The words that stand for what was hidden.
  public static final List<String> WORDS = List.of("[email]", "[phone]", "[card]", "[identity]");

  /// Hiding one thing can lay bare the next; seldom more than once.
  private static final int PASSES = 8;

  private Masking() {}

  /// A text with each finding replaced by a word in square brackets: `[email]`, `[phone]`,
  /// `[card]`, `[identity]`. The same text when there is none.
  public static String text(String text) {
    String masked = text;
    for (int i = 0; i < PASSES && Hints.worthLooking(masked); i++) {
      String next = new TextScan(masked).masked();
      if (next.length() == masked.length() && next.equals(masked)) {
        return masked;
      }
      masked = next;
    }
    return masked;
  }

  /// Whether a text holds one of the words that stand for what was hidden.
  public static boolean holdsWord(String text) {
    return text.indexOf('[') >= 0 && WORDS.stream().anyMatch(text::contains);
  }

  /// A JSON body with every string value masked (names of fields stay); bodies that are no JSON are
  /// masked as text. The same array when there is nothing to mask.
  public static byte[] body(byte[] utf8) {
    if (!Hints.worthLooking(utf8)) {
      return utf8;
    }
    if (JsonScan.isJson(utf8)) {
      return JsonScan.masked(utf8);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      String masked = text(text);
      return masked.equals(text) ? utf8 : masked.getBytes(StandardCharsets.UTF_8);
    } catch (CharacterCodingException _) {
      // Bytes that are no text at all: one character a byte keeps them as they are.
      String text = new String(utf8, StandardCharsets.ISO_8859_1);
      String masked = text(text);
      return masked.equals(text) ? utf8 : masked.getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}
