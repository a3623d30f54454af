package io.millrace.proof;

/// How the failure probability of a scenario is spent over all attempts to certify it, for ever.
public final class Attempts {
  private Attempts() {}

  /// The delta of attempt number `attempt`: 6 delta / (pi^2 attempt^2). Over all attempts these add
  /// up to `delta`, so by the union bound the promise holds over the scenario's life, on fresh
  /// certifying calls or on the same ones.
  ///
  /// @param attempt from 1
  public static double attemptDelta(double delta, int attempt) {
    Checks.probability("delta", delta);
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts count from 1: " + attempt);
    }
    return 6 * delta / (Math.PI * Math.PI * attempt * attempt);
  }
}
