package io.millrace.app;

import io.millrace.app.text.Texts;
import java.util.Map;

/// One thing that the doctor looked at. Holds no secret. Immutable.
///
/// @param subject what was looked at: `java`, `data`, an endpoint's name
/// @param key of the text that says what was found and, where needed, what to do
/// @param values of the text's placeholders
record Finding(State state, String subject, String key, Map<String, String> values) {
  Finding {
    values = Map.copyOf(values);
  }

  /// How it is.
  enum State {
    GOOD,
    /// It works, but not as well or as safely as it could.
    DOUBTFUL,
    /// What is needed does not work.
    BAD
  }

  static Finding of(State state, String subject, String key, String... namesAndValues) {
    var values = new java.util.HashMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Finding(state, subject, key, values);
  }

  String text(Texts texts) {
    return texts.say(key, values);
  }
}
