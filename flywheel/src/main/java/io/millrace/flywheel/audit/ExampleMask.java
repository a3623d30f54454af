package io.millrace.flywheel.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Hides in examples whatever few inputs share: a word shows only when at least [#SHARED] distinct
/// inputs have it, a CJK character only when a pair of neighbours it belongs to does; digits never
/// show. So names, numbers and addresses of single customers stay hidden whatever their form.
/// Immutable.
final class ExampleMask {
  /// How many distinct inputs must have a word before it is shown.
  static final int SHARED = 5;

  private static final int MAX_LENGTH = 240;
  private static final char HIDDEN = '•';

  /// Hides nothing, and cuts long texts.
  static final ExampleMask NOTHING = new ExampleMask(Set.of(), true);

  private final Set<String> shown;
  private final boolean all;

  private ExampleMask(Set<String> shown, boolean all) {
    this.shown = shown;
    this.all = all;
  }

  /// Learns what is shared from the inputs of a scenario.
  static ExampleMask of(List<String> inputs) {
    Map<String, Integer> counts = new HashMap<>();
    for (String input : inputs) {
      pieces(input).forEach(p -> counts.merge(p, 1, Integer::sum));
    }
    counts.values().removeIf(c -> c < SHARED);
    return new ExampleMask(Set.copyOf(counts.keySet()), false);
  }

  /// The text with everything hidden that is not shared, cut to a readable length.
  String apply(String text) {
    if (all) {
      return Reasons.clip(text, MAX_LENGTH);
    }
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length() && out.length() < MAX_LENGTH) {
      int end = wordEnd(text, i);
      if (end > i) {
        String word = text.substring(i, end);
        out.append(shown.contains(fold(word)) ? word : hidden(word.length()));
        i = end;
      } else {
        int point = text.codePointAt(i);
        appendSingle(out, text, i, point);
        i += Character.charCount(point);
      }
    }
    return i < text.length() ? out.append('…').toString() : out.toString();
  }

  private void appendSingle(StringBuilder out, String text, int i, int point) {
    if (Character.isIdeographic(point)) {
      boolean known = pairShown(text, i, i + Character.charCount(point));
      out.appendCodePoint(known ? point : HIDDEN);
    } else if (Character.isLetterOrDigit(point)) {
      out.append(HIDDEN);
    } else {
      out.appendCodePoint(point);
    }
  }

  private boolean pairShown(String text, int from, int to) {
    boolean before = from > 0 && shown.contains(pair(text, text.offsetByCodePoints(from, -1), to));
    return before
        || (to < text.length() && shown.contains(pair(text, from, text.offsetByCodePoints(to, 1))));
  }

  private static String pair(String text, int from, int to) {
    return text.substring(from, to);
  }

  private static Set<String> pieces(String text) {
    Set<String> pieces = new HashSet<>();
    int i = 0;
    while (i < text.length()) {
      int end = wordEnd(text, i);
      if (end > i) {
        pieces.add(fold(text.substring(i, end)));
        i = end;
      } else {
        int point = text.codePointAt(i);
        int next = i + Character.charCount(point);
        if (Character.isIdeographic(point) && next < text.length()) {
          pieces.add(pair(text, i, text.offsetByCodePoints(next, 1)));
        }
        i = next;
      }
    }
    return pieces;
  }

  /// The end of the word of letters that starts here; the start itself when none does.
  private static int wordEnd(String text, int start) {
    int i = start;
    while (i < text.length()) {
      int point = text.codePointAt(i);
      if (!Character.isLetter(point) || Character.isIdeographic(point)) {
        break;
      }
      i += Character.charCount(point);
    }
    return i;
  }

  private static String fold(String word) {
    return word.toLowerCase(java.util.Locale.ROOT);
  }

  private static String hidden(int length) {
    return String.valueOf(HIDDEN).repeat(Math.min(length, 12));
  }
}
