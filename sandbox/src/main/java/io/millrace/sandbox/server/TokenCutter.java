package io.millrace.sandbox.server;

import io.millrace.sandbox.TokenRule;
import java.util.ArrayList;
import java.util.List;

/// Cuts a text into as many pieces as [TokenRule] counts tokens, never through a character.
final class TokenCutter {
  private TokenCutter() {}

  static List<String> cut(String text) {
    var pieces = new ArrayList<String>(text.length() / 3 + 1);
    int start = 0;
    int weight = 0;
    int at = 0;
    while (at < text.length()) {
      int next = at + Character.charCount(text.codePointAt(at));
      int before = weight;
      for (int i = at; i < next; i++) {
        weight += TokenRule.weight(text.charAt(i));
      }
      if (at > start && before > 0 && ceiling(weight) > ceiling(before)) {
        pieces.add(text.substring(start, at));
        start = at;
      }
      at = next;
    }
    if (start < text.length()) {
      pieces.add(text.substring(start));
    }
    return pieces;
  }

  private static int ceiling(int weight) {
    return (weight + TokenRule.TOKEN - 1) / TokenRule.TOKEN;
  }
}
