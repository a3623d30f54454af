package io.millrace.gateway;

import io.millrace.model.Answer;
import io.millrace.store.calllog.ExchangeReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Whether two answers agree: the bytes that would be sent are equal.
final class Agreement {
  private Agreement() {}

  /// @param student the student's answer
  /// @param teacher the body of the teacher's whole answer
  /// @return null when the body holds no answer. One that was cut off, refused by a filter or calls
  ///   a tool is another answer than the student's
  static @Nullable Boolean of(String student, byte[] teacher) {
    JsonNode json = ExchangeReader.json(teacher);
    if (json == null) {
      return null;
    }
    return switch (ExchangeReader.answer(json)) {
      case Answer.Complete(String text) -> (Boolean) text.equals(student);
      case Answer.Absent _ -> null;
      case Answer.Truncated _, Answer.Failed _, Answer.ToolUse _ -> (Boolean) false;
    };
  }
}
