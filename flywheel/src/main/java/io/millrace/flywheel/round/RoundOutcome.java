package io.millrace.flywheel.round;

/// How it went with a round that was asked for.
public sealed interface RoundOutcome {
  /// It was held.
  record Held(RoundReport report) implements RoundOutcome {}

  /// Another one is running, here or in another process; nothing was done.
  record Busy() implements RoundOutcome {}
}
