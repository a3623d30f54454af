package io.millrace.store.control;

/// How a round ended.
public enum RoundState {
  RUNNING,
  DONE,
  /// It ended and says why.
  FAILED,
  /// Its process died.
  INTERRUPTED
}
