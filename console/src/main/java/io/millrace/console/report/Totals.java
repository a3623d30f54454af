package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Scenario;
import io.millrace.flywheel.report.AuditReport.Status;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/// Where the money of a window went, in parts that add up to the priced spend.
///
/// @param saved what the certificates save
/// @param kept what certified scenarios still cost
/// @param notCertified spend of scenarios that have no certificate yet
/// @param notLearnable spend of scenarios that no student can learn
/// @param free spend of calls that belong to no recurring job
/// @param certifiedJobs how many scenarios are certified
record Totals(
    BigDecimal saved,
    BigDecimal kept,
    BigDecimal notCertified,
    BigDecimal notLearnable,
    BigDecimal free,
    int certifiedJobs) {
  private static final Duration SHORTEST_TO_EXTRAPOLATE = Duration.ofDays(3);
  private static final int DAYS_A_MONTH = 30;

  static Totals of(AuditReport report) {
    BigDecimal saved = report.savingUsd();
    BigDecimal certified = spend(report, Status.CERTIFIED);
    int jobs =
        (int) report.scenarios().stream().filter(s -> s.status() == Status.CERTIFIED).count();
    return new Totals(
        saved,
        certified.subtract(saved),
        spend(report, Status.NOT_CERTIFIED),
        spend(report, Status.NOT_LEARNABLE),
        report.traffic().freeSpendUsd(),
        jobs);
  }

  /// Whether no call has a price: spend and saving are then unknown, which is not the same as zero.
  static boolean unknown(AuditReport report) {
    return report.traffic().calls() > 0
        && report.traffic().unpricedCalls() >= report.traffic().calls();
  }

  /// Thirty days at the window's pace; zero for a window too short to tell.
  static BigDecimal perMonth(AuditReport report) {
    Instant from = report.traffic().from();
    Instant to = report.traffic().to();
    if (from == null || to == null) {
      return BigDecimal.ZERO;
    }
    Duration window = Duration.between(from, to);
    if (window.compareTo(SHORTEST_TO_EXTRAPOLATE) < 0) {
      return BigDecimal.ZERO;
    }
    double windows = DAYS_A_MONTH * 86_400.0 / window.toSeconds();
    return report.savingUsd().multiply(BigDecimal.valueOf(windows));
  }

  private static BigDecimal spend(AuditReport report, Status status) {
    return report.scenarios().stream()
        .filter(s -> s.status() == status)
        .map(Scenario::spendUsd)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
