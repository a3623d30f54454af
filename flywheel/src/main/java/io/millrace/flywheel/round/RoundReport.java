package io.millrace.flywheel.round;

import io.millrace.flywheel.report.AuditReport.Reason;
import io.millrace.model.Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of a round. Immutable.
///
/// @param id the round's, `r7`
/// @param read calls read from the call log: callers' calls, and audits that belong to them
/// @param learned of those, calls with an answer of the teacher
/// @param cpuMicros processor time that this process took meanwhile
/// @param costPicodollars of that time
/// @param scenarios one for each scenario with calls, the one with the most first; after it one for
///   each cheaper model that was tried on it
public record RoundReport(
    String id,
    long read,
    long learned,
    long cpuMicros,
    long costPicodollars,
    List<Lesson> scenarios) {
  public RoundReport {
    scenarios = List.copyOf(scenarios);
  }

  /// What became of a scenario.
  public enum Status {
    /// There is a new policy.
    CERTIFIED,
    NOT_CERTIFIED,
    NOT_LEARNABLE,
    /// Nothing was done, and nothing was spent.
    SKIPPED
  }

  /// A scenario of a round.
  ///
  /// @param id the scenario's
  /// @param name the scenario's, for people
  /// @param model the cheaper model that was tried; empty for a student
  /// @param calls of it, or shadows of the cheaper model, since its change point where it has one
  /// @param status what became of it
  /// @param reason why; the prose is made from its code
  /// @param masked whether it was learned with persons hidden
  /// @param trained whether a student or a router was trained: the scenario is not due again before
  ///   there is more to learn from
  /// @param until when the latest of its calls was made
  /// @param coverage answered share of the certifying calls; 0 unless certified
  /// @param certificate the proof; null unless certified
  /// @param policy id of the new policy; empty unless certified
  public record Lesson(
      String id,
      String name,
      String model,
      long calls,
      Status status,
      Reason reason,
      boolean masked,
      boolean trained,
      Instant until,
      double coverage,
      @Nullable Certificate certificate,
      String policy) {}
}
