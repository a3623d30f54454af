package io.millrace.store.control;

/// What was asked of models on account of audits.
///
/// @param calls how many times
/// @param picodollars what that cost, as far as it is known
public record AuditSpend(long calls, long picodollars) {
  /// Both together.
  public AuditSpend plus(AuditSpend other) {
    return new AuditSpend(calls + other.calls, picodollars + other.picodollars);
  }
}
