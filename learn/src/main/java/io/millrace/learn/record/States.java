package io.millrace.learn.record;

import java.util.ArrayList;
import java.util.List;

/// Numbers the states of the tagger: 0 is outside; each field has four: a span's beginning, inside,
/// last token, and a span of one token.
final class States {
  static final int BEGIN = 0;
  static final int INSIDE = 1;
  static final int LAST = 2;
  static final int UNIT = 3;
  static final int POSITIONS = 4;

  private States() {}

  static int count(int fields) {
    return 1 + POSITIONS * fields;
  }

  static int of(int field, int position) {
    return 1 + POSITIONS * field + position;
  }

  /// The state of each token.
  static int[] of(int tokens, List<Span> spans) {
    int[] states = new int[tokens];
    for (Span span : spans) {
      if (span.first() == span.last()) {
        states[span.first()] = of(span.field(), UNIT);
      } else {
        for (int i = span.first(); i <= span.last(); i++) {
          int position = i == span.first() ? BEGIN : i == span.last() ? LAST : INSIDE;
          states[i] = of(span.field(), position);
        }
      }
    }
    return states;
  }

  /// The spans of a legal sequence of states.
  static List<Span> spans(int[] states, int size) {
    List<Span> spans = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < size; i++) {
      if (states[i] == 0) {
        continue;
      }
      int field = (states[i] - 1) / POSITIONS;
      int position = (states[i] - 1) % POSITIONS;
      if (position == BEGIN) {
        first = i;
      } else if (position == UNIT) {
        spans.add(new Span(field, i, i));
      } else if (position == LAST) {
        spans.add(new Span(field, first, i));
      }
    }
    return spans;
  }
}
