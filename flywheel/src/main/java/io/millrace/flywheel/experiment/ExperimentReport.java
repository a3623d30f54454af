package io.millrace.flywheel.experiment;

import io.millrace.proof.Comparison;
import io.millrace.store.control.StoredExperiment;
import java.util.Set;

/// How an experiment stands. Immutable.
///
/// @param look on the settled units, on the scale from 0, the metric's worst value, to 1, its best
/// @param fresh the arm that is answered the new way
/// @param old the arm that is answered as ever
/// @param waiting units whose time for feedback is not over
/// @param policies that answered calls of the new arm
public record ExperimentReport(
    StoredExperiment stored,
    Comparison.Look look,
    Side fresh,
    Side old,
    long waiting,
    Set<String> policies) {
  public ExperimentReport {
    policies = Set.copyOf(policies);
  }

  /// `ship`, `stop`, `broken` or `go_on`: what was decided, else what the look says.
  public String decision() {
    return stored.decision().isEmpty() ? code(look.decision()) : stored.decision();
  }

  static String code(Comparison.Decision decision) {
    return switch (decision) {
      case SHIP -> "ship";
      case STOP -> "stop";
      case BROKEN -> "broken";
      case GO_ON -> "go_on";
    };
  }
}
