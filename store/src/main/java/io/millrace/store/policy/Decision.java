package io.millrace.store.policy;

import org.jspecify.annotations.Nullable;

/// Who answers a call.
public sealed interface Decision {
  /// The student answers.
  ///
  /// @param scenarioId the recognised scenario
  /// @param answer exactly what is sent
  /// @param confidence the student's confidence, at least the policy's threshold
  record ByStudent(String scenarioId, String answer, double confidence) implements Decision {}

  /// The teacher answers.
  ///
  /// @param scenarioId the recognised scenario; null when there is none
  /// @param reason `unrecognised`, `no_policy`, `unsure`, `masked_answer`, or why the binding
  ///   refused
  /// @param confidence the student's confidence when it was asked, else NaN
  /// @param answer what the student would have said; null when it was not asked
  record ByTeacher(
      @Nullable String scenarioId, String reason, double confidence, @Nullable String answer)
      implements Decision {
    /// The student was not asked.
    public ByTeacher(@Nullable String scenarioId, String reason) {
      this(scenarioId, reason, Double.NaN, null);
    }
  }
}
