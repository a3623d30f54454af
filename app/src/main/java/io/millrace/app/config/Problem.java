package io.millrace.app.config;

import io.millrace.app.text.Texts;
import java.util.Map;

/// Something wrong with a configuration: where, what, and what to do. Holds no secret. Immutable.
///
/// @param file its name as the user gave it; empty for what no file says
/// @param line from 1; 0 for the file as a whole
/// @param column from 1
/// @param severity whether it stops the start
/// @param key of the text that says it
/// @param values of the text's placeholders
public record Problem(
    String file, int line, int column, Severity severity, String key, Map<String, String> values) {
  public Problem {
    values = Map.copyOf(values);
  }

  /// Whether it stops the start.
  public enum Severity {
    ERROR,
    WARNING
  }

  /// One line for people: `file:line:column: what is wrong and what to do`.
  public String render(Texts texts) {
    var out = new StringBuilder();
    if (!file.isEmpty()) {
      out.append(file);
      if (line > 0) {
        out.append(':').append(line).append(':').append(column);
      }
      out.append(": ");
    }
    if (severity == Severity.WARNING) {
      out.append(texts.say("config.warning")).append(' ');
    }
    return out.append(texts.say(key, values)).toString();
  }
}
