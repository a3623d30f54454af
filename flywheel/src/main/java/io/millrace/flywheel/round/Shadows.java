package io.millrace.flywheel.round;

import io.millrace.flywheel.audit.CheaperAudit.Label;
import io.millrace.flywheel.audit.CheaperAudit.Shadow;
import io.millrace.flywheel.audit.Coins;
import io.millrace.flywheel.audit.ScenarioCall;
import io.millrace.model.Answer;
import io.millrace.store.control.LabelTask;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.AnswerCheck;
import io.millrace.store.policy.CheaperModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What cheaper models said in shadow of calls that the teacher answered. One thread at a time.
///
/// A shadow of a call that was left over by policies names the one that was asked last; it is of
/// use to what is tried behind that one, and to nothing else. Those of held-out calls, whose odds
/// are not on record, are left out: they are of the calls that a router was sure of, and no sample
/// of all.
///
/// A shadow whose judge did not say counts as worse: a judge is asked only where the answers
/// differ, so to leave these out would choose the sample by its outcomes.
final class Shadows {
  /// What a person says of a judge's verdict; whatever else they say counts as worse.
  static final String AS_GOOD = "as_good";

  /// By the model, then by the call that it is about.
  private final Map<String, Map<String, Said>> byModel = new HashMap<>();

  /// @param call the shadow's own id
  /// @param behind the policy that was asked last; empty without one
  /// @param answer null when it was not complete or is not kept
  /// @param agrees as it was found then; null where a judge was asked and did not say
  private record Said(
      String call,
      String behind,
      @Nullable String answer,
      @Nullable Boolean agrees,
      double probability) {}

  /// Takes a call with the purpose `shadow` that was answered.
  void take(Entry.CallStarted started, Entry.CallEnded ended, @Nullable Answer answer) {
    double probability = ended.draw().referenceProbability();
    if (!(probability > 0 && probability <= 1)) {
      return;
    }
    String text = answer instanceof Answer.Complete(String said) ? said : null;
    byModel
        .computeIfAbsent(started.model(), _ -> new HashMap<>())
        .put(
            started.subject(),
            new Said(
                started.call().text(),
                ended.draw().policy(),
                text,
                ended.draw().agrees(),
                probability));
  }

  /// The shadows of some calls, by the id of the call.
  ///
  /// @param behind the policy behind which the model is tried; empty for none
  /// @param recheck whether answers are compared again, as the check may have been another then
  /// @param tasks what people were asked about
  Map<String, Shadow> of(
      CheaperModel by,
      String behind,
      List<ScenarioCall> calls,
      boolean recheck,
      List<LabelTask> tasks) {
    Map<String, Label> labels = labels(tasks);
    Map<String, Said> said = byModel.getOrDefault(by.model(), Map.of());
    Map<String, Shadow> shadows = new HashMap<>();
    for (ScenarioCall call : calls) {
      Said shadow = said.get(call.id());
      if (shadow != null
          && shadow.behind().equals(behind)
          && !call.withheld()
          && call.answer() instanceof Answer.Complete(String teacher)) {
        boolean agrees =
            recheck && by.check() != AnswerCheck.JUDGE
                ? shadow.answer() != null && by.check().same(teacher, shadow.answer())
                : Boolean.TRUE.equals(shadow.agrees());
        shadows.put(
            call.id(), new Shadow(agrees, shadow.probability(), label(labels, shadow.call())));
      }
    }
    return shadows;
  }

  /// A verdict that was drawn, and about which nobody was asked in the end, is missing too.
  private static Label label(Map<String, Label> labels, String shadow) {
    Label otherwise = Coins.labelled(shadow) ? Label.MISSING : Label.NOT_DRAWN;
    return labels.getOrDefault(shadow, otherwise);
  }

  private static Map<String, Label> labels(List<LabelTask> tasks) {
    Map<String, Label> labels = new HashMap<>();
    for (LabelTask task : tasks) {
      labels.put(
          task.call(),
          switch (task.state()) {
            case OPEN, EXPIRED -> Label.MISSING;
            case LABELLED -> AS_GOOD.equals(task.answer()) ? Label.AS_GOOD : Label.WORSE;
          });
    }
    return labels;
  }
}
