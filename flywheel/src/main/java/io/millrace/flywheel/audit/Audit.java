package io.millrace.flywheel.audit;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.Timings;
import io.millrace.learn.template.ScenarioMatcher;
import io.millrace.model.Cost;
import io.millrace.store.calllog.CallSpool;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicySet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// From a log of calls to scenarios, students, certificates and a saving.
///
/// The report, the policies and the assignments depend on nothing but the log, the options and the
/// attempts made before: not on threads, the hour or the machine.
public final class Audit {
  /// The version that policies name as their maker.
  public static final String VERSION = "0.1.0";

  private final AuditOptions options;
  private final AttemptLog attempts;
  private final TrueLabels labels;
  private final Progress progress;
  private final Map<String, Long> phases = new LinkedHashMap<>();
  private final Map<String, Double> micros = new TreeMap<>();
  private final Map<String, Long> trainMillis = new TreeMap<>();

  private Audit(AuditOptions options, AttemptLog attempts, TrueLabels labels, Progress progress) {
    this.options = options;
    this.attempts = attempts;
    this.labels = labels;
    this.progress = progress;
  }

  /// Audits a log.
  ///
  /// @param spool the log; stays open, and is read again when the assignments are written
  /// @param skipped lines of the log that were not usable
  /// @param problems how many lines were skipped or mended, by kind
  /// @param readMillis how long reading took, for the timings
  /// @throws AuditException when attempts cannot be recorded
  public static AuditResult run(
      CallSpool spool,
      long skipped,
      Map<String, Long> problems,
      long readMillis,
      AuditOptions options,
      AttemptLog attempts,
      TrueLabels labels,
      Progress progress) {
    Audit audit = new Audit(options, attempts, labels, progress);
    audit.phases.put("read", readMillis);
    return audit.run(spool, skipped, problems);
  }

  private AuditResult run(CallSpool spool, long skipped, Map<String, Long> problems) {
    CallTable table = new CallTable(spool);
    timed("price", () -> table.price(options.prices(), s -> progress.at("price", s, "")));
    timed("discover", () -> table.discover(options.seed(), s -> progress.at("discover", s, "")));
    List<CallTable.Total> totals = table.totals();
    List<AuditReport.Scenario> scenarios = new ArrayList<>();
    List<Policy> policies = new ArrayList<>();
    timed("learn", () -> learn(table, totals, scenarios, policies));
    scenarios.sort(
        Comparator.comparing(AuditReport.Scenario::spendUsd)
            .reversed()
            .thenComparing(AuditReport.Scenario::id));
    AuditReport report =
        new AuditReport(terms(), traffic(table, totals.getLast(), skipped, problems), scenarios);
    phases.put("total", phases.values().stream().mapToLong(l -> l).sum());
    return new AuditResult(
        report,
        new Timings(phases, micros, trainMillis, usedHeap()),
        new PolicySet(table.templates(), policies),
        new Assignments(table));
  }

  private void learn(
      CallTable table,
      List<CallTable.Total> totals,
      List<AuditReport.Scenario> scenarios,
      List<Policy> policies) {
    ScenarioMatcher matcher = ScenarioMatcher.of(table.templates());
    int count = table.templates().size();
    double delta = options.joint() ? options.delta() / Math.max(1, count) : options.delta();
    ScenarioAudit audit = new ScenarioAudit(options, attempts, labels, delta);
    for (int s = 0; s < count; s++) {
      int base = s;
      ScenarioAudit.Result result =
          audit.run(
              table.templates().get(s),
              table.calls(s, matcher, ScenarioAudit.MOST_CALLS),
              totals.get(s),
              (phase, share, detail) -> progress.at(phase, (base + share) / count, detail));
      scenarios.add(result.report());
      if (result.policy() != null) {
        policies.add(result.policy());
      }
      if (result.trainMillis() > 0) {
        micros.put(result.report().id(), result.micros());
        trainMillis.put(result.report().id(), result.trainMillis());
      }
    }
  }

  private AuditReport.Terms terms() {
    return new AuditReport.Terms(
        options.alpha(),
        options.delta(),
        options.promise().name().toLowerCase(Locale.ROOT),
        options.loss().name().toLowerCase(Locale.ROOT),
        options.encoders() ? "all" : "fast",
        options.seed(),
        options.joint(),
        options.auditRate(),
        options.coreHourUsd());
  }

  private AuditReport.Traffic traffic(
      CallTable table, CallTable.Total free, long skipped, Map<String, Long> problems) {
    List<AuditReport.Unpriced> unpriced = new ArrayList<>();
    long[] unpricedCalls = {0};
    table
        .unpriced()
        .forEach((model, reasons) ->
            reasons.forEach((reason, calls) -> {
              unpriced.add(new AuditReport.Unpriced(model, code(reason), calls));
              unpricedCalls[0] += calls;
            }));
    unpriced.sort(
        Comparator.comparing(AuditReport.Unpriced::model)
            .thenComparing(AuditReport.Unpriced::reason));
    List<AuditReport.ModelSpend> models = new ArrayList<>();
    BigDecimal spend = BigDecimal.ZERO;
    for (Map.Entry<String, CallTable.ModelTotal> entry : table.models().entrySet()) {
      BigDecimal usd = new BigDecimal(entry.getValue().spend.toUsd());
      models.add(new AuditReport.ModelSpend(entry.getKey(), entry.getValue().calls, usd));
      spend = spend.add(usd);
    }
    models.sort(
        Comparator.comparing(AuditReport.ModelSpend::spendUsd)
            .reversed()
            .thenComparing(AuditReport.ModelSpend::model));
    return new AuditReport.Traffic(
        table.size(),
        skipped,
        problems,
        table.size() == 0 ? null : table.call(0).created(),
        table.size() == 0 ? null : table.call(table.size() - 1).created(),
        spend,
        unpricedCalls[0],
        unpriced,
        models,
        free.calls(),
        new BigDecimal(free.spend().toUsd()),
        options.priceSource());
  }

  private static String code(Cost.Reason reason) {
    return switch (reason) {
      case UNKNOWN_MODEL, NOT_IN_FORCE -> "no_price";
      case NO_EXCHANGE_RATE -> "no_exchange_rate";
      case NO_RATE -> "no_rate";
      case NO_USAGE -> "no_usage";
      case TOO_LARGE -> "too_large";
    };
  }

  private void timed(String phase, Runnable work) {
    long start = System.nanoTime();
    progress.at(phase, 0, "");
    work.run();
    phases.put(phase, (System.nanoTime() - start) / 1_000_000);
  }

  private static long usedHeap() {
    return java.lang.management.ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(p -> p.getType() == java.lang.management.MemoryType.HEAP)
        .mapToLong(p -> p.getPeakUsage().getUsed())
        .sum();
  }
}
