package io.millrace.store.control;

/// What an observation says.
public enum Outcome {
  /// The student's answer was the teacher's.
  AGREED,
  /// It was another.
  DISAGREED,
  /// The teacher is still to be asked.
  PENDING,
  /// The teacher refused, or could not be reached for too long: counts as a disagreement.
  MISSING,
  /// It says nothing, and nothing counts it.
  VOID
}
