package io.millrace.flywheel.round;

import io.millrace.flywheel.audit.AttemptLog;
import io.millrace.flywheel.audit.CheaperAudit;
import io.millrace.flywheel.audit.CheaperAudit.Shadow;
import io.millrace.flywheel.audit.ScenarioCall;
import io.millrace.flywheel.release.NextSteps;
import io.millrace.flywheel.release.NextSteps.NextStep;
import io.millrace.flywheel.report.AuditReport.Reason;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.store.control.ControlStore;
import io.millrace.store.policy.CheaperModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Tries cheaper models on the calls that the policies of a scenario leave over, or on all where it
/// has none. One thread at a time.
final class CheaperRounds {
  private final RoundOptions options;
  private final CheaperAudit audit;
  private final Shadows shadows;
  private final ControlStore control;
  private final NextSteps steps;
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
    this.steps = NextSteps.of(control);
    this.past = past;
  }

  /// What a model came to.
  ///
  /// @param shadows how many there were
  /// @param until when the latest of their calls was made
  /// @param due whether it was tried at all
  record Tried(String model, int shadows, Instant until, boolean due, CheaperAudit.Result result) {}

  /// Tries the models in their order, until one is certified. Models that were never asked about
  /// the scenario are passed over, as are those that are to be asked before one which is out, and
  /// all of them where a policy waits for the place.
  ///
  /// @param calls of the scenario, in time order
  List<Tried> learn(ScenarioTemplate template, List<ScenarioCall> calls, boolean masked) {
    List<Tried> tried = new ArrayList<>();
    NextStep step = steps.of(template.id(), options.cheaper());
    for (CheaperModel by : step.models()) {
      Map<String, Shadow> found =
          shadows.of(by, step.last(), calls, !masked, control.labels(template.id()));
      if (!found.isEmpty()) {
        Tried one = learn(template, by, step.behind(), calls, found);
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
      List<String> behind,
      List<ScenarioCall> calls,
      Map<String, Shadow> found) {
    List<ScenarioCall> shadowed = calls.stream().filter(c -> found.containsKey(c.id())).toList();
    Instant until = shadowed.getLast().created();
    Optional<PastRounds.Due> notDue =
        options.scenario().isPresent()
            ? Optional.empty()
            : past.notDue(
                template.id(), by.model(), shadowed.stream().map(ScenarioCall::created).toList());
    if (notDue.isPresent()) {
      var reason =
          new Reason(
              "not_due",
              Map.of(
                  "have", String.valueOf(notDue.get().have()),
                  "need", String.valueOf(notDue.get().need())));
      var result = new CheaperAudit.Result(reason, false, 0, null);
      return new Tried(by.model(), shadowed.size(), until, false, result);
    }
    CheaperAudit.Result result = audit.run(template, by, behind, among(calls, shadowed), found);
    return new Tried(by.model(), shadowed.size(), until, true, result);
  }

  /// The calls in the time of the shadows that asked the same teachers.
  private static List<ScenarioCall> among(List<ScenarioCall> calls, List<ScenarioCall> shadowed) {
    Instant from = shadowed.getFirst().created();
    Instant until = shadowed.getLast().created();
    Set<String> teachers =
        shadowed.stream().map(ScenarioCall::model).collect(Collectors.toUnmodifiableSet());
    return calls.stream()
        .filter(call -> !call.created().isBefore(from) && !call.created().isAfter(until))
        .filter(call -> teachers.contains(call.model()))
        .toList();
  }
}
