package io.millrace.store.control;

/// How a call came to be observed.
public enum Source {
  /// The student answered, and the teacher is asked too.
  AUDIT,
  /// The teacher answered a call that the student was sure of, since it lay outside of the share.
  HELD_OUT
}
