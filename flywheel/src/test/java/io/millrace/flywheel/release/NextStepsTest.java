package io.millrace.flywheel.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flywheel.release.NextSteps.NextStep;
import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Stage;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.AnswerCheck;
import io.millrace.store.policy.CheaperModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // opened before each test
final class NextStepsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
  private static final CheaperModel SMALL = new CheaperModel("small", AnswerCheck.EXACT, "");
  private static final CheaperModel MIDDLE = new CheaperModel("middle", AnswerCheck.EXACT, "");
  private static final CheaperModel LARGE = new CheaperModel("large", AnswerCheck.EXACT, "");
  private static final List<CheaperModel> ALL = List.of(SMALL, MIDDLE, LARGE);

  @TempDir Path data;
  private ControlStore control;

  @BeforeEach
  void open() {
    control = ControlStore.open(data);
    var version =
        new TemplateVersion(
            List.of(new MessagePattern("user", List.of(new Part.Constant("?"), new Part.Input()))),
            false);
    control.learned(List.of(new ScenarioTemplate("s", "S", List.of(version))));
  }

  @AfterEach
  void close() {
    control.close();
  }

  private void add(String id, String model, String... behind) {
    String certificate =
        model.isEmpty()
            ? "{}"
            : "{\"answerer\":{\"model\":\"" + model + "\",\"check\":\"exact\",\"judge\":\"\"}}";
    control.addPolicy(
        new PolicyRecord(
            id, "s", "S", "round r1", NOW, .1, .05, .5, .5, certificate, List.of(behind)));
  }

  private void move(String id, Stage to) {
    control.move(id, EnumSet.allOf(Stage.class), to, 1, new By("ann", ""), "");
  }

  private NextStep next() {
    return NextSteps.of(control).of("s", ALL);
  }

  @Test
  void theFirstModelIsTriedWhereNothingIsOut() {
    assertThat(next()).isEqualTo(new NextStep(List.of(), ALL));
    add("p", "");
    assertThat(next()).as("one waits for the place").isEqualTo(new NextStep(List.of(), List.of()));
    move("p", Stage.ROLLED_BACK);
    assertThat(next()).isEqualTo(new NextStep(List.of(), ALL));
  }

  @Test
  void theNextModelIsTriedBehindWhatIsOut() {
    add("p", "");
    move("p", Stage.SHADOW);
    assertThat(next()).isEqualTo(new NextStep(List.of("p"), ALL));
    add("m", "middle", "p");
    assertThat(next().models()).isEmpty();
    move("m", Stage.PAUSED);
    assertThat(next()).isEqualTo(new NextStep(List.of("p", "m"), List.of(LARGE)));
    add("l", "large", "p", "m");
    move("l", Stage.FULL);
    assertThat(next()).isEqualTo(new NextStep(List.of("p", "m", "l"), List.of()));
    add("q", "");
    assertThat(next().behind()).as("what would replace them does not count").hasSize(3);
    move("m", Stage.ROLLED_BACK);
    assertThat(next()).isEqualTo(new NextStep(List.of("p"), ALL));
  }

  private static Entry.CallEnded ended(String policy, String reason) {
    return new Entry.CallEnded(
        CallId.of(1, 2, 3),
        NOW,
        "answered",
        200,
        "teacher",
        "s",
        reason,
        0.5,
        null,
        "",
        null,
        new Cost.Priced(new Picodollars(0), "v"),
        1,
        10,
        null,
        new Entry.Draw(policy, 1, false, null, ""));
  }

  @Test
  void callsThatCameWhileNoPolicyWasOutAreASampleOfAll() {
    var first = new NextStep(List.of(), ALL);
    assertThat(first.leftOver(ended("", "no_policy"))).isTrue();
    for (String reason : List.of("unseen_version", "other_model", "experiment", "unrecognised")) {
      assertThat(first.leftOver(ended("", reason))).as(reason).isFalse();
    }
    assertThat(first.leftOver(ended("p", "unsure"))).isFalse();
  }

  @Test
  void behindAPolicyOnlyWhatItWasAskedAboutLastAndLeftIsASample() {
    var second = new NextStep(List.of("p", "m"), ALL);
    assertThat(second.leftOver(ended("m", "unsure"))).isTrue();
    assertThat(second.leftOver(ended("m", "masked_answer"))).isTrue();
    for (String reason :
        List.of("held_out", "shadow", "paused", "conversation", "model_failed", "unseen_form")) {
      assertThat(second.leftOver(ended("m", reason))).as(reason).isFalse();
    }
    assertThat(second.leftOver(ended("p", "unsure"))).as("before the other was out").isFalse();
    assertThat(second.leftOver(ended("", "no_policy"))).isFalse();
  }
}
