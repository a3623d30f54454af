package io.millrace.store.policy;

/// What text of requests and answers a set of policies was trained on, and so may hold.
public enum RetainedText {
  /// Text as it was said.
  PLAIN,
  /// Text in which persons were hidden; see [io.millrace.store.mask.Masking].
  MASKED
}
