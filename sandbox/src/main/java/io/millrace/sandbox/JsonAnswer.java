package io.millrace.sandbox;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes JSON the way large models like to: one line, a space after colons and commas.
final class JsonAnswer {

  private JsonAnswer() {}

  /// An object; values are strings, lists of strings, numbers or booleans.
  static String object(Map<String, ?> fields) {
    return fields.entrySet().stream()
        .map(field -> quoted(field.getKey()) + ": " + value(field.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String value(Object value) {
    return switch (value) {
      case String text -> quoted(text);
      case List<?> list ->
          list.stream().map(JsonAnswer::value).collect(Collectors.joining(", ", "[", "]"));
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      default -> throw new IllegalArgumentException("No JSON for " + value.getClass());
    };
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + '"';
  }
}
