package io.millrace.store.control;

/// Where a release stands.
public enum Stage {
  /// Certified, and not yet out.
  WAITING,
  /// Asked on every call, but never answers.
  SHADOW,
  /// Answers a share of the calls.
  CANARY,
  /// Answers all calls that it is sure of.
  FULL,
  /// Out, but answers nothing until it is resumed.
  PAUSED,
  /// Taken back: by an alarm or by a person. Left only by a person's explicit move.
  ROLLED_BACK,
  /// Replaced by another policy of its scenario, or without one that it stood behind.
  RETIRED;

  /// Whether a policy in this stage has a place on its scenario's ladder, which no other one has.
  public boolean live() {
    return switch (this) {
      case SHADOW, CANARY, FULL, PAUSED -> true;
      case WAITING, ROLLED_BACK, RETIRED -> false;
    };
  }

  /// Whether a policy in this stage answers calls.
  public boolean answers() {
    return this == CANARY || this == FULL;
  }
}
