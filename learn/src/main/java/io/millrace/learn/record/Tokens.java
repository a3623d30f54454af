package io.millrace.learn.record;

import io.millrace.learn.answer.Copied;
import java.util.Arrays;

/// The tokens of a text with their places: runs of letters, runs of digits, and single characters
/// of everything else and of scripts written without spaces. Immutable.
///
/// At most the first [#MAX] tokens are read; what follows is in no span.
final class Tokens {
  static final int MAX = 2048;

  final String text;
  final int size;
  final int[] start;
  final int[] end;

  private Tokens(String text, int size, int[] start, int[] end) {
    this.text = text;
    this.size = size;
    this.start = start;
    this.end = end;
  }

  static Tokens of(String text) {
    int[] start = new int[Math.min(MAX, text.length())];
    int[] end = new int[start.length];
    int size = 0;
    int at = 0;
    while (at < text.length() && size < start.length) {
      int next = at + 1;
      while (!Copied.boundary(text, next)) {
        next++;
      }
      if (!Copied.space(text.codePointAt(at))) {
        start[size] = at;
        end[size++] = next;
      }
      at = next;
    }
    return new Tokens(text, size, start, end);
  }

  /// The token that begins at this index of the text, or -1.
  int startingAt(int index) {
    int found = Arrays.binarySearch(start, 0, size, index);
    return found >= 0 ? found : -1;
  }

  /// The token that ends at this index of the text, or -1.
  int endingAt(int index) {
    int found = Arrays.binarySearch(end, 0, size, index);
    return found >= 0 ? found : -1;
  }

  /// The text from one token to another, both included.
  String slice(int first, int last) {
    return text.substring(start[first], end[last]);
  }
}
