package io.millrace.proof;

import java.util.List;

/// The result of opening the certifying calls once.
public sealed interface Verdict {
  Terms terms();

  /// The number of certifying calls.
  int n();

  /// Every threshold that was tested, in order.
  List<Step> tested();

  /// The promise holds at a threshold, with confidence 1 - delta.
  ///
  /// @param step the threshold and what it answered
  /// @param riskUpper the upper bound on the risk at level delta; at most alpha
  record Certified(Terms terms, int n, Step step, double riskUpper, List<Step> tested)
      implements Verdict {
    public Certified {
      tested = List.copyOf(tested);
      if (!step.passed()) {
        throw new IllegalArgumentException("a failed test certifies nothing: " + step);
      }
    }

    public double threshold() {
      return step.threshold();
    }

    /// Certifying calls that the student answered.
    public int answered() {
      return step.answered();
    }

    /// Answered calls with a loss.
    public int disagreed() {
      return step.disagreed();
    }

    /// The share of the certifying calls that the student answered.
    public double coverage() {
      return (double) step.answered() / n;
    }
  }

  /// Nothing is promised: every call belongs to the teacher.
  record NotCertified(Terms terms, int n, Reason reason, List<Step> tested) implements Verdict {
    public NotCertified {
      tested = List.copyOf(tested);
    }
  }
}
