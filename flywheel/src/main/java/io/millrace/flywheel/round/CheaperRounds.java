package io.millrace.flywheel.round;

import io.millrace.flywheel.audit.AttemptLog;
import io.millrace.flywheel.audit.CheaperAudit;
import io.millrace.flywheel.audit.CheaperAudit.Shadow;
import io.millrace.flywheel.audit.ScenarioCall;
import io.millrace.flywheel.report.AuditReport.Reason;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.store.control.ControlStore;
import io.millrace.store.policy.CheaperModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tries cheaper models on scenarios that no student was certified for. One thread at a time.
final class CheaperRounds {
  private final RoundOptions options;
  private final CheaperAudit audit;
  private final Shadows shadows;
  private final ControlStore control;
  private final PastRounds past;

  CheaperRounds(
      RoundOptions options,
      AttemptLog attempts,
      Shadows shadows,
      ControlStore control,
      PastRounds past) {
    this.options = options;
    this.audit = new CheaperAudit(options.terms(), attempts, options.terms().delta());
    this.shadows = shadows;
    this.control = control;
    this.past = past;
  }

  /// What a model came to.
  ///
  /// @param shadows how many there were
  /// @param until when the latest of their calls was made
  /// @param due whether it was tried at all
  record Tried(String model, int shadows, Instant until, boolean due, CheaperAudit.Result result) {}

  /// Tries the models in their order, until one is certified. Models that were never asked about
  /// the scenario are passed over, and all are where it has a policy that is out or waits.
  ///
  /// @param calls of the scenario, in time order
  List<Tried> learn(ScenarioTemplate template, List<ScenarioCall> calls, boolean masked) {
    List<Tried> tried = new ArrayList<>();
    if (past.inForce().contains(template.id())) {
      return tried;
    }
    for (CheaperModel by : options.cheaper()) {
      Map<String, Shadow> found = shadows.of(by, calls, !masked, control.labels(template.id()));
      if (!found.isEmpty()) {
        Tried one = learn(template, by, calls, found);
        tried.add(one);
        if (one.result().policy() != null) {
          return tried;
        }
      }
    }
    return tried;
  }

  private Tried learn(
      ScenarioTemplate template,
      CheaperModel by,
      List<ScenarioCall> calls,
      Map<String, Shadow> found) {
    List<ScenarioCall> seen = calls.stream().filter(c -> found.containsKey(c.id())).toList();
    Instant until = seen.getLast().created();
    Optional<PastRounds.Due> notDue =
        options.scenario().isPresent()
            ? Optional.empty()
            : past.notDue(
                template.id(), by.model(), seen.stream().map(ScenarioCall::created).toList());
    if (notDue.isPresent()) {
      var reason =
          new Reason(
              "not_due",
              Map.of(
                  "have", String.valueOf(notDue.get().have()),
                  "need", String.valueOf(notDue.get().need())));
      var result = new CheaperAudit.Result(reason, false, 0, null);
      return new Tried(by.model(), seen.size(), until, false, result);
    }
    return new Tried(by.model(), seen.size(), until, true, audit.run(template, by, seen, found));
  }
}
