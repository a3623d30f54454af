package io.millrace.store.control;

/// What came of a round.
///
/// @param calls how many it read
/// @param cpuMicros processor time it took
/// @param costPicodollars of that time, at the configured price
/// @param summaryJson what it found, trained and certified; `{}` without
public record RoundResult(
    RoundState state, long calls, long cpuMicros, long costPicodollars, String summaryJson) {
  public RoundResult {
    if (state == RoundState.RUNNING) {
      throw new IllegalArgumentException("a round that ended is not running");
    }
  }
}
