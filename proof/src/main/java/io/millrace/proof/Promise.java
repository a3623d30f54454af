package io.millrace.proof;

/// What a certificate bounds.
public enum Promise {
  /// Of the calls that the student answers, the expected loss is at most alpha.
  SELECTIVE,
  /// Of all calls, those that the student answers with a loss weigh at most alpha.
  SYSTEM
}
