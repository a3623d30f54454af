package io.millrace.learn.record;

import io.millrace.learn.answer.Copied;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds the values of an answer in its input.
///
/// Longer values are placed before shorter ones, equally long ones in the order of fields; each
/// takes the leftmost tokens that are still free.
final class Alignment {
  private final Tokens tokens;
  private final boolean[] taken;
  private final List<Span> spans = new ArrayList<>();

  private Alignment(Tokens tokens) {
    this.tokens = tokens;
    this.taken = new boolean[tokens.size];
  }

  private record Wanted(int field, String value) {}

  /// The spans of all values in order of place, or empty when a value is not in the input.
  ///
  /// @param values of each span field
  /// @param everywhere for each span field whether all places of a value are meant
  static Optional<List<Span>> of(Tokens tokens, List<List<String>> values, boolean[] everywhere) {
    var alignment = new Alignment(tokens);
    List<Wanted> wanted = new ArrayList<>();
    for (int field = 0; field < values.size(); field++) {
      for (String value : values.get(field)) {
        wanted.add(new Wanted(field, value));
      }
    }
    wanted.sort(Comparator.comparingInt(w -> -w.value().length()));
    for (Wanted value : wanted) {
      if (!alignment.place(value)) {
        return Optional.empty();
      }
    }
    for (Wanted value : wanted) {
      while (everywhere[value.field()] && alignment.place(value)) {}
    }
    alignment.spans.sort(Comparator.comparingInt(Span::first));
    return Optional.of(alignment.spans);
  }

  private boolean place(Wanted wanted) {
    int at = Copied.find(tokens.text, wanted.value(), 0);
    while (at >= 0) {
      int first = tokens.startingAt(at);
      int last = tokens.endingAt(at + wanted.value().length());
      if (first >= 0 && last >= first && free(first, last)) {
        java.util.Arrays.fill(taken, first, last + 1, true);
        spans.add(new Span(wanted.field(), first, last));
        return true;
      }
      at = Copied.find(tokens.text, wanted.value(), at + 1);
    }
    return false;
  }

  private boolean free(int first, int last) {
    for (int i = first; i <= last; i++) {
      if (taken[i]) {
        return false;
      }
    }
    return true;
  }
}
