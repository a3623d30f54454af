package io.millrace.flywheel.route;

import java.util.List;

/// What came of opening the certifying calls of a cascade once.
public sealed interface CascadeVerdict {
  /// The thresholds that were tested, in order.
  List<Step> tested();

  /// One threshold's test.
  ///
  /// @param threshold the cheap model answers calls of this score and above
  /// @param stake what was bet, fixed beforehand
  /// @param cheapAnswers certifying calls that the cheap model answers
  /// @param difference the cascade's mean loss less the strong model's, as seen
  /// @param logEvidence the logarithm of the e-value against "worse by more than the margin"
  /// @param passed whether that reaches ln(1/delta)
  record Step(
      double threshold,
      double stake,
      int cheapAnswers,
      double difference,
      double logEvidence,
      boolean passed) {}

  /// With confidence 1 - delta the cascade's expected loss is at most the strong model's plus the
  /// margin.
  ///
  /// @param n certifying calls
  /// @param step the last that passed
  /// @param upper the bound on the difference at level delta; at most the margin
  /// @param saving the share of the strong model's cost that the cascade saves on the certifying
  ///   calls, before what the router itself costs
  record Certified(int n, Step step, double upper, double saving, List<Step> tested)
      implements CascadeVerdict {
    public Certified {
      tested = List.copyOf(tested);
    }

    public double threshold() {
      return step.threshold();
    }

    /// The share of calls that the cheap model answers.
    public double cheapShare() {
      return (double) step.cheapAnswers() / n;
    }
  }

  /// Nothing is promised: every call belongs to the strong model.
  record Refused(Reason reason, List<Step> tested) implements CascadeVerdict {
    public Refused {
      tested = List.copyOf(tested);
    }
  }

  /// Why nothing is certified. Estimates, which promise nothing.
  sealed interface Reason {
    /// There were no calls to plan or to certify with.
    record NoCalls() implements Reason {}

    /// At no threshold does the cheap model cost less.
    record NothingToSave() implements Reason {}

    /// At every threshold that saves something the loss is above the margin, or too near to it for
    /// any practical number of calls.
    ///
    /// @param difference the lowest that was estimated
    record NotGoodEnough(double difference) implements Reason {}

    /// The cascade seems good enough, but too few calls were there to prove it, or the draw was
    /// unlucky.
    ///
    /// @param callsNeeded certifying calls that would pass with a probability of nine in ten
    record TooFewCalls(int callsNeeded) implements Reason {}
  }
}
