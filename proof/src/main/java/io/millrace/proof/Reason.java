package io.millrace.proof;

/// Why nothing could be certified. Estimates for the owner of the calls, from tuning and certifying
/// calls together; they promise nothing.
public sealed interface Reason {
  /// The student seems good enough at some coverage, but too few calls were there to prove it.
  ///
  /// @param risk the estimated risk at that coverage
  /// @param coverage the share of calls that the student would answer there
  /// @param answeredNeeded answered certifying calls that pass with a probability of nine in ten
  /// @param callsMissing how many more certifying calls that takes; 0 where there were enough and
  ///   the draw was unlucky
  record TooFewCalls(double risk, double coverage, int answeredNeeded, int callsMissing)
      implements Reason {}

  /// At every coverage the student's risk is above alpha, or so near to it that no practical number
  /// of calls would do.
  ///
  /// @param lowestRisk the lowest estimated risk
  /// @param coverage where it was seen
  record LevelsOff(double lowestRisk, double coverage) implements Reason {}

  /// There were no calls to plan or to certify with.
  record NoCalls() implements Reason {}
}
