package io.millrace.store.calllog;

/// How reading a log ended.
public sealed interface LogOutcome {
  LogSummary summary();

  /// At least one call with messages was handed on.
  record Read(LogSummary summary) implements LogOutcome {}

  /// Nothing usable was found.
  ///
  /// @param reason why, and what to do, in one sentence
  record UnusableInput(LogSummary summary, String reason) implements LogOutcome {}
}
