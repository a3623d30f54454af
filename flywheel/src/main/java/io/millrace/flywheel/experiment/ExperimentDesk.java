package io.millrace.flywheel.experiment;

import io.millrace.proof.Comparison;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Experiment;
import io.millrace.store.control.FeedbackQuery;
import io.millrace.store.control.StoredExperiment;
import io.millrace.store.control.StoredFeedback;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// How experiments stand. Every look is computed anew from the call log and the feedback: that
/// takes as long as reading the calls since the experiment began. Thread-safe.
public final class ExperimentDesk {
  private static final int PAGE = 1000;

  private final ControlStore control;
  private final CallStore calls;
  private final InstantSource clock;

  /// @param clock says which units are settled
  public ExperimentDesk(ControlStore control, CallStore calls, InstantSource clock) {
    this.control = control;
    this.calls = calls;
    this.clock = clock;
  }

  /// All experiments there ever were, in the order in which they began.
  public List<ExperimentReport> reports() {
    return control.experiments().stream().map(this::look).toList();
  }

  /// The one of a name.
  public Optional<ExperimentReport> report(String name) {
    return control.experiments().stream()
        .filter(each -> each.plan().name().equals(name))
        .findFirst()
        .map(this::look);
  }

  /// Looks at every experiment that runs and is not decided, and keeps what is. Looking often costs
  /// nothing but the time: the comparison holds at any number of looks.
  ///
  /// @return those that are decided now
  public List<ExperimentReport> decide() {
    return control.experiments().stream()
        .filter(each -> each.running() && each.decision().isEmpty())
        .map(this::look)
        .filter(report -> report.look().decision() != Comparison.Decision.GO_ON)
        .filter(report ->
            control.decideExperiment(
                report.stored().plan().name(),
                ExperimentReport.code(report.look().decision()),
                ExperimentJson.evidence(report).toString()))
        .toList();
  }

  private ExperimentReport look(StoredExperiment stored) {
    Instant now = clock.instant();
    Experiment plan = stored.plan();
    Units units = calls.bill(filter(stored), () -> new Units(plan), Units::add);
    long after = 0;
    List<StoredFeedback> page;
    do {
      page = control.feedback(FeedbackQuery.all(PAGE).ofMetric(plan.metric()).after(after));
      page.forEach(each -> units.add(each.feedback()));
      after = page.isEmpty() ? after : page.getLast().id();
    } while (page.size() == PAGE);
    return units.report(stored, now);
  }

  private static CallFilter filter(StoredExperiment stored) {
    Experiment plan = stored.plan();
    Optional<Instant> from = Optional.of(stored.begun());
    Optional<String> none = Optional.empty();
    return plan.ofModel()
        ? new CallFilter(
            from,
            Optional.empty(),
            Optional.of(plan.instead()),
            none,
            none,
            none,
            none,
            Integer.MAX_VALUE)
        : new CallFilter(
            from,
            Optional.empty(),
            none,
            Optional.of(plan.scenario()),
            none,
            none,
            none,
            Integer.MAX_VALUE);
  }
}
