package io.millrace.store.control;

/// What may happen to a new policy of a scenario.
public enum Mode {
  /// It goes out by itself: a canary, in steps to full.
  AUTO,
  /// It waits until a person promotes it.
  ASK,
  /// No student answers and none is trained.
  OFF
}
