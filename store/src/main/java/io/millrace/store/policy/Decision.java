package io.millrace.store.policy;

import org.jspecify.annotations.Nullable;

/// Who answers a call.
public sealed interface Decision {
  /// The student answers.
  ///
  /// @param scenarioId the recognised scenario
  /// @param answer exactly what is sent
  /// @param confidence the student's confidence, at least the policy's threshold
  /// @param step the place of its policy on the scenario's ladder
  record ByStudent(String scenarioId, String answer, double confidence, int step)
      implements Decision {}

  /// A cheaper model answers.
  ///
  /// @param scenarioId the recognised scenario
  /// @param model its name, as callers would ask for it
  /// @param score the router's, at least the policy's threshold
  /// @param step the place of its policy on the scenario's ladder
  record ByModel(String scenarioId, String model, double score, int step) implements Decision {}

  /// The teacher answers.
  ///
  /// @param scenarioId the recognised scenario; null when there is none
  /// @param reason `unrecognised`, `no_policy`, `unsure`, `masked_answer`, or why the binding
  ///   refused
  /// @param confidence the student's confidence, or the router's score, when it was asked, else NaN
  /// @param answer what the student would have said; null when none was asked
  /// @param step the place on the scenario's ladder of the policy that was asked last; 0 without
  ///   one
  record ByTeacher(
      @Nullable String scenarioId,
      String reason,
      double confidence,
      @Nullable String answer,
      int step)
      implements Decision {
    /// Neither student nor router was asked.
    public ByTeacher(@Nullable String scenarioId, String reason) {
      this(scenarioId, reason, Double.NaN, null, 0);
    }

    /// The same where a policy that stands behind may not be asked.
    ByTeacher because(String refusal) {
      return new ByTeacher(scenarioId, refusal, confidence, answer, step);
    }

    /// The same after another policy was asked, whose student said something.
    ByTeacher after(ByTeacher before) {
      return answer != null || before.answer == null
          ? this
          : new ByTeacher(scenarioId, reason, confidence, before.answer, step);
    }

    /// Whether a policy was asked, and was not sure.
    public boolean asked() {
      return !Double.isNaN(confidence);
    }
  }
}
