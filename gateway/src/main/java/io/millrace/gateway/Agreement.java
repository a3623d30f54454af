package io.millrace.gateway;

import io.millrace.model.Answer;
import io.millrace.store.calllog.ExchangeReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Whether two answers agree: the bytes that would be sent are equal.
final class Agreement {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Agreement() {}

  /// The text of a whole answer; null when the body holds none.
  static @Nullable String complete(byte @Nullable [] body) {
    try {
      return body != null
              && ExchangeReader.answer(MAPPER.readTree(body))
                  instanceof Answer.Complete(String text)
          ? text
          : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /// @param student the student's answer
  /// @param teacher the body of the teacher's whole answer
  /// @return null when the body holds no answer. One that was cut off, refused by a filter or calls
  ///   a tool is another answer than the student's
  static @Nullable Boolean of(String student, byte[] teacher) {
    try {
      return switch (ExchangeReader.answer(MAPPER.readTree(teacher))) {
        case Answer.Complete(String text) -> (Boolean) text.equals(student);
        case Answer.Absent _ -> null;
        case Answer.Truncated _, Answer.Failed _, Answer.ToolUse _ -> (Boolean) false;
      };
    } catch (JacksonException e) {
      return null;
    }
  }
}
