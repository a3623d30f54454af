package io.millrace.flywheel.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flywheel.audit.CheaperAudit.Shadow;
import io.millrace.flywheel.audit.ScenarioCall;
import io.millrace.model.Answer;
import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.RequestForm;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.AnswerCheck;
import io.millrace.store.policy.CheaperModel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ShadowsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

  private final Shadows shadows = new Shadows();

  /// What the model `small` answered in shadow of a call.
  private void said(String call, @Nullable String answer, @Nullable Boolean agrees) {
    said(call, answer, agrees, "", 0.5);
  }

  private void said(
      String call,
      @Nullable String answer,
      @Nullable Boolean agrees,
      String behind,
      double probability) {
    CallId id = CallId.of(NOW.toEpochMilli(), 11, call.hashCode());
    shadows.take(
        new Entry.CallStarted(id, NOW, "chat", "small", "", false, "", "", null, "shadow", call),
        new Entry.CallEnded(
            id,
            NOW,
            "answered",
            200,
            "model",
            "",
            "shadow",
            Double.NaN,
            null,
            "small",
            null,
            new Cost.Unpriced(Cost.Reason.UNKNOWN_MODEL, "made up"),
            1,
            1,
            null,
            new Entry.Draw(behind, probability, false, agrees, "")),
        answer == null ? null : new Answer.Complete(answer));
  }

  private static ScenarioCall call(String id, String teacher) {
    return new ScenarioCall(
        id,
        NOW,
        null,
        "large",
        0,
        "where is it?",
        RequestForm.PLAIN,
        new Answer.Complete(teacher),
        null,
        OptionalLong.empty(),
        0);
  }

  private Map<String, Shadow> of(AnswerCheck check, boolean recheck) {
    var by = new CheaperModel("small", check, check == AnswerCheck.JUDGE ? "large" : "");
    List<ScenarioCall> calls =
        List.of(call("good", "[1]"), call("worse", "[1]"), call("silent", "[1]"));
    return shadows.of(by, "", calls, recheck, List.of());
  }

  private static Shadow shadow(Map<String, Shadow> found, String call) {
    return Objects.requireNonNull(found.get(call), call);
  }

  @Test
  void aShadowWhoseJudgeDidNotSayCountsAsWorse() {
    said("good", "one", true);
    said("worse", "two", false);
    said("silent", "three", null);
    Map<String, Shadow> found = of(AnswerCheck.JUDGE, true);
    assertThat(found).containsOnlyKeys("good", "worse", "silent");
    assertThat(shadow(found, "good").agrees()).isTrue();
    assertThat(shadow(found, "worse").agrees()).isFalse();
    assertThat(shadow(found, "silent").agrees()).isFalse();
    assertThat(shadow(found, "silent").probability()).isEqualTo(0.5);
  }

  @Test
  void onlyWhatTheSamePolicyLeftOverIsOfUse() {
    said("good", "[1]", true, "p1", 0.5);
    said("worse", "[1]", true, "p2", 0.5);
    said("silent", "[1]", true, "p1", Double.NaN);
    var by = new CheaperModel("small", AnswerCheck.EXACT, "");
    List<ScenarioCall> calls =
        List.of(call("good", "[1]"), call("worse", "[1]"), call("silent", "[1]"));
    assertThat(shadows.of(by, "p1", calls, true, List.of()))
        .as("the last was of a call that was held out")
        .containsOnlyKeys("good");
    assertThat(shadows.of(by, "", calls, true, List.of())).isEmpty();
  }

  @Test
  void whatAJudgeDidNotSayOfIsComparedWhereNoJudgeIsNeededAnyMore() {
    said("good", "[1]", true);
    said("worse", null, null);
    said("silent", "[ 1 ]", null);
    Map<String, Shadow> found = of(AnswerCheck.JSON, true);
    assertThat(shadow(found, "good").agrees()).isTrue();
    assertThat(shadow(found, "worse").agrees()).isFalse();
    assertThat(shadow(found, "silent").agrees()).isTrue();
  }

  @Test
  void inMaskedTextNothingIsComparedAndWhatIsNotKnownCountsAsWorse() {
    said("good", "[PERSON]", true);
    said("silent", "[1]", null);
    Map<String, Shadow> found = of(AnswerCheck.EXACT, false);
    assertThat(shadow(found, "good").agrees()).isTrue();
    assertThat(shadow(found, "silent").agrees()).isFalse();
  }
}
