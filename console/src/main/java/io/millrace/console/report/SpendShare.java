package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Scenario;

/// A scenario's share of the priced spend.
final class SpendShare {
  private SpendShare() {}

  /// Whether none of its calls has a price: what it costs and saves is then unknown.
  static boolean unknown(Scenario scenario) {
    return scenario.calls() > 0 && scenario.unpricedCalls() >= scenario.calls();
  }

  /// In words; a dash where nothing has a price.
  static String of(Scenario scenario, AuditReport report, Voice voice) {
    return unknown(scenario) ? "–" : voice.percent(share(scenario, report));
  }

  static double share(Scenario scenario, AuditReport report) {
    double spend = report.traffic().spendUsd().doubleValue();
    return spend > 0 ? scenario.spendUsd().doubleValue() / spend : 0;
  }
}
