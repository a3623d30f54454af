package io.millrace.flywheel.audit;

import io.millrace.model.Spend;
import java.math.BigDecimal;
import java.math.MathContext;

/// What a certified policy would save on traffic like that of the log, once it is released: a
/// projection. The scenario's spend, times the share of it that eligible calls make, times the
/// share of the certifying units' cost that the student answers, less the audited share of that and
/// the student's own computing on every eligible call.
final class Saving {
  /// Stated cost of a student's answer in core-seconds, well above what is measured: the projection
  /// must not depend on the machine of the audit.
  static final double FAST_SECONDS = 0.0005;

  static final double ENCODER_SECONDS = 0.05;

  private Saving() {}

  /// @param spend of the scenario
  /// @param eligibleShare share of that spend by eligible calls, of whatever template version
  /// @param acceptedShare share of the certifying units' cost that the student answers
  /// @param eligibleCalls how many calls the student would be asked
  static BigDecimal usd(
      Spend spend,
      double eligibleShare,
      double acceptedShare,
      long eligibleCalls,
      boolean encoder,
      AuditOptions options) {
    BigDecimal gross = new BigDecimal(spend.toUsd());
    BigDecimal kept =
        gross
            .multiply(BigDecimal.valueOf(eligibleShare))
            .multiply(BigDecimal.valueOf(acceptedShare))
            .multiply(BigDecimal.valueOf(1 - options.auditRate()));
    double hours = eligibleCalls * (encoder ? ENCODER_SECONDS : FAST_SECONDS) / 3600;
    BigDecimal own = options.coreHourUsd().multiply(BigDecimal.valueOf(hours));
    return kept.subtract(own).round(new MathContext(6)).max(BigDecimal.ZERO);
  }
}
