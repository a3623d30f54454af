package io.millrace.learn.answer;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The constant text around the JSON of an answer, such as a Markdown fence. Immutable.
///
/// @param before up to the opening brace
/// @param after from the closing brace on
record Envelope(String before, String after) {
  static final Envelope NONE = new Envelope("", "");

  /// An answer taken apart.
  ///
  /// @param text the JSON as written
  /// @param object what it says
  record Opened(Envelope envelope, String text, Json.Obj object) {}

  /// Finds the JSON object that an answer consists of, apart from text before and after it.
  static Optional<Opened> open(String answer) {
    int start = answer.indexOf('{');
    int end = answer.lastIndexOf('}') + 1;
    if (start < 0 || end <= start) {
      return Optional.empty();
    }
    String text = answer.substring(start, end);
    return Json.parse(text)
        .filter(Json.Obj.class::isInstance)
        .map(value ->
            new Opened(
                new Envelope(answer.substring(0, start), answer.substring(end)),
                text,
                (Json.Obj) value));
  }

  /// The commonest of them; of equally common ones the first in the list.
  static Envelope commonest(List<Envelope> envelopes) {
    Map<Envelope, Integer> counts = new HashMap<>();
    envelopes.forEach(e -> counts.merge(e, 1, Integer::sum));
    Envelope best = NONE;
    int most = 0;
    for (Envelope envelope : envelopes) {
      int count = counts.getOrDefault(envelope, 0);
      if (count > most) {
        most = count;
        best = envelope;
      }
    }
    return best;
  }

  void write(DataOutput out) throws IOException {
    StoredText.write(out, before);
    StoredText.write(out, after);
  }

  static Envelope read(DataInput in) throws IOException {
    return new Envelope(StoredText.read(in), StoredText.read(in));
  }
}
