package io.millrace.model;

/// What came back for a request. Only a [Complete] answer teaches a student; every other kind is
/// counted and left alone.
public sealed interface Answer {
  /// The model finished of its own accord (`finish_reason` `stop`, `end_turn`, or none given).
  ///
  /// @param text the content, exactly as it was sent
  record Complete(String text) implements Answer {}

  /// The answer was cut off by a limit (`length`, `max_tokens`).
  record Truncated(String text) implements Answer {}

  /// The call failed: an error, a refusal by a filter, an empty answer.
  ///
  /// @param reason a word or two from the log
  record Failed(String reason) implements Answer {}

  /// The model called tools instead of answering in text.
  record ToolUse() implements Answer {}

  /// The log does not hold the answer.
  record Absent() implements Answer {}
}
