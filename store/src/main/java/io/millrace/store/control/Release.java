package io.millrace.store.control;

import java.time.Instant;
import java.util.List;

/// How far a policy is out. Immutable.
///
/// @param policy the policy's id
/// @param scenario the scenario it is for
/// @param behind ids of the policies that are asked before it, the first one first: all of them are
///   live where it is
/// @param share of the calls that the student may answer, from 0 to 1; 0 where the stage is not
///   live
/// @param auditRate the probability with which a call that the student answered is audited, from 0
///   to 1
/// @param shareCap the largest share for which the audit budget suffices, from 0 to 1
/// @param pinned whether another policy of the scenario may not take its place
/// @param since when the present stage and share began
public record Release(
    String policy,
    String scenario,
    List<String> behind,
    Stage stage,
    double share,
    double auditRate,
    double shareCap,
    boolean pinned,
    Instant since) {
  public Release {
    behind = List.copyOf(behind);
  }

  /// Its place on the scenario's ladder, from 0. No two live policies of a scenario share one.
  public int step() {
    return behind.size();
  }

  /// The share of calls that the student answers now: none where the stage does not answer, and
  /// never more than the audit budget allows.
  public double answeredShare() {
    return stage.answers() ? Math.min(share, shareCap) : 0;
  }
}
