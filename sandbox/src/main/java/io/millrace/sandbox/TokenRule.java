package io.millrace.sandbox;

import java.util.List;

/// The stated rule by which the log counts tokens: 0.7 for a CJK character, 0.25 for any other,
/// rounded up per text; a request adds 4 per message and 3 once. No real tokenizer's count.
public final class TokenRule {

  /// The weight of one token.
  public static final int TOKEN = 20;

  private TokenRule() {}

  /// Tokens of one text.
  public static int of(String text) {
    long weight = 0;
    for (int i = 0; i < text.length(); i++) {
      weight += weight(text.charAt(i));
    }
    return (int) ((weight + TOKEN - 1) / TOKEN);
  }

  /// What a character weighs; [#TOKEN] make a token.
  public static int weight(char c) {
    return isCjk(c) ? 14 : 5;
  }

  /// Tokens of a request's messages.
  static int of(List<Message> messages) {
    return 3 + messages.stream().mapToInt(m -> 4 + of(m.content())).sum();
  }

  /// Whether a character is counted as Chinese, Japanese or Korean.
  public static boolean isCjk(char c) {
    return (c >= 0x2E80 && c <= 0x9FFF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFF00 && c <= 0xFFEF);
  }
}
