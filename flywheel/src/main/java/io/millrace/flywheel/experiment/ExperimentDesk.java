package io.millrace.flywheel.experiment;

import io.millrace.proof.Comparison;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Experiment;
import io.millrace.store.control.Feedback;
import io.millrace.store.control.FeedbackQuery;
import io.millrace.store.control.Stage;
import io.millrace.store.control.StoredExperiment;
import io.millrace.store.control.StoredFeedback;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// How experiments stand. Every look is computed anew from the call log and the feedback: that
/// takes as long as reading the calls since the experiment began. Thread-safe.
public final class ExperimentDesk {
  private static final int PAGE = 1000;

  /// For how many times as long as it took a look is given out again.
  private static final long REST = 100;

  private final ControlStore control;
  private final CallStore calls;
  private final InstantSource clock;

  /// Ended and undecided, and nothing comes any more.
  private final Set<String> over = ConcurrentHashMap.newKeySet();

  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  /// @param until it may be given out again, by the clock of [System#nanoTime]
  private record Seen(StoredExperiment stored, ExperimentReport report, long until) {}

  /// @param clock says which units are settled
  public ExperimentDesk(ControlStore control, CallStore calls, InstantSource clock) {
    this.control = control;
    this.calls = calls;
    this.clock = clock;
  }

  /// All experiments there ever were, in the order in which they began. A look that took long is
  /// given out again for a while, a minute at most: however often one asks, little time goes into
  /// it.
  public List<ExperimentReport> reports() {
    return control.experiments().stream().map(this::seen).toList();
  }

  /// The one of a name, likewise.
  public Optional<ExperimentReport> report(String name) {
    return control.experiments().stream()
        .filter(each -> each.plan().name().equals(name))
        .findFirst()
        .map(this::seen);
  }

  private ExperimentReport seen(StoredExperiment stored) {
    Seen before = seen.get(stored.plan().name());
    if (before != null && before.stored().equals(stored) && System.nanoTime() < before.until()) {
      return before.report();
    }
    long begun = System.nanoTime();
    ExperimentReport report = look(stored);
    long end = System.nanoTime();
    long kept = Math.min(REST * (end - begun), Duration.ofMinutes(1).toNanos());
    seen.put(stored.plan().name(), new Seen(stored, report, end + kept));
    return report;
  }

  /// Looks at every experiment that is not decided, those that ended while units were waiting
  /// included, and keeps what is decided now. Looking often costs nothing but the time: the
  /// comparison holds at any number of looks.
  ///
  /// Where a scenario's policy is proven worse, it is paused.
  ///
  /// @return those that are decided now
  public List<ExperimentReport> decide() {
    return control.experiments().stream()
        .filter(each -> each.decision().isEmpty() && !over.contains(ending(each)))
        .map(this::look)
        .filter(this::decided)
        .toList();
  }

  private static String ending(StoredExperiment stored) {
    return stored.plan().name() + " " + stored.ended();
  }

  private boolean decided(ExperimentReport report) {
    StoredExperiment stored = report.stored();
    Comparison.Decision decision = report.look().decision();
    if (decision == Comparison.Decision.GO_ON) {
      if (stored.ended() != null && report.waiting() == 0) {
        over.add(ending(stored));
      }
      return false;
    }
    String evidence = ExperimentJson.evidence(report).toString();
    if (decision == Comparison.Decision.STOP && !stored.plan().ofModel()) {
      pause(report, evidence);
    }
    return control.decideExperiment(
        stored.plan().name(), ExperimentReport.code(decision), evidence);
  }

  /// Only what was compared: another policy may be out by now.
  private void pause(ExperimentReport report, String evidence) {
    String name = report.stored().plan().name();
    var by = new By("experiment", "callers are less content with it, says the experiment " + name);
    for (String policy : report.policies()) {
      control.move(policy, EnumSet.of(Stage.CANARY, Stage.FULL), Stage.PAUSED, 0, by, evidence);
    }
  }

  private ExperimentReport look(StoredExperiment stored) {
    Instant now = clock.instant();
    Experiment plan = stored.plan();
    List<Feedback> said = said(stored);
    Set<String> spoken = new HashSet<>();
    for (Feedback each : said) {
      spoken.add(each.call());
      spoken.add(each.action());
    }
    Units units = calls.bill(filter(stored), () -> new Units(plan, spoken), Units::add);
    said.forEach(units::add);
    return units.report(stored, now);
  }

  private List<Feedback> said(StoredExperiment stored) {
    List<Feedback> said = new ArrayList<>();
    FeedbackQuery query =
        FeedbackQuery.all(PAGE)
            .ofMetric(stored.plan().metric())
            .between(stored.begun(), clock.instant());
    List<StoredFeedback> page;
    do {
      page = control.feedback(query);
      page.stream()
          .map(StoredFeedback::feedback)
          .filter(each -> each.value() != null)
          .forEach(said::add);
      query = page.isEmpty() ? query : query.after(page.getLast().id());
    } while (page.size() == PAGE);
    return said;
  }

  private static CallFilter filter(StoredExperiment stored) {
    Experiment plan = stored.plan();
    return new CallFilter(
        Optional.of(stored.begun()),
        Optional.ofNullable(stored.ended()),
        Optional.of(plan.instead()).filter(model -> !model.isEmpty()),
        Optional.of(plan.scenario()).filter(scenario -> !scenario.isEmpty()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Integer.MAX_VALUE);
  }
}
