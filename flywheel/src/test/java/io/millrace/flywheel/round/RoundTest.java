package io.millrace.flywheel.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flywheel.audit.AuditException;
import io.millrace.flywheel.round.RoundReport.Lesson;
import io.millrace.flywheel.round.RoundReport.Status;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Mode;
import io.millrace.store.control.NewObservation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Release;
import io.millrace.store.control.RoundState;
import io.millrace.store.control.Source;
import io.millrace.store.control.Stage;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.KeptPolicy;
import io.millrace.store.policy.PolicyFiles;
import io.millrace.store.policy.RetainedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@SuppressWarnings("NullAway.Init") // opened before each test
final class RoundTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String EDITED =
      "You sort messages to the garden centre. Reply with one word only, the department that"
          + " should answer it.";

  @TempDir Path data;
  private ControlStore control;

  @BeforeEach
  void open() {
    control = ControlStore.open(data);
  }

  @AfterEach
  void close() {
    control.close();
  }

  private RoundReport round(double alpha) {
    return GardenCalls.held(data, control, GardenCalls.options(alpha, Optional.empty()));
  }

  private static Lesson only(RoundReport report) {
    assertThat(report.scenarios()).hasSize(1);
    return report.scenarios().getFirst();
  }

  private GardenCalls calls() {
    return new GardenCalls(data);
  }

  @Test
  void aFirstRoundLeavesAPolicyThatWaits() throws IOException {
    calls().easy(0, 900).write();
    RoundReport report = round(0.1);
    Lesson lesson = only(report);
    assertThat(lesson.status()).as(lesson.reason().toString()).isEqualTo(Status.CERTIFIED);
    assertThat(lesson.policy()).isEqualTo(lesson.id() + "-r1");
    Release release = control.releases().getFirst();
    assertThat(release.policy()).isEqualTo(lesson.policy());
    assertThat(release.stage()).isEqualTo(Stage.WAITING);
    KeptPolicy kept = new PolicyFiles(data).load(lesson.policy());
    assertThat(kept.text()).isEqualTo(RetainedText.PLAIN);
    assertThat(kept.policy().certificate().attempt()).isEqualTo(1);
    assertThat(control.policies().getFirst().coverage()).isEqualTo(lesson.coverage());
    assertThat(control.scenarios().getFirst().template().id()).isEqualTo(lesson.id());
    var round = control.rounds(1).getFirst();
    assertThat(round.state()).isEqualTo(RoundState.DONE);
    assertThat(round.calls()).isEqualTo(900);
    assertThat(round.cpuMicros()).isPositive();
    assertThat(round.costPicodollars()).isEqualTo((round.cpuMicros() * 50_000 + 1800) / 3600);
    var summary = MAPPER.readTree(round.summaryJson()).path("scenarios").get(0);
    assertThat(summary.path("status").asString()).isEqualTo("certified");
    assertThat(summary.path("policy").asString()).isEqualTo(lesson.policy());
    try (var left = Files.list(data.resolve("round"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aRoundOnTheSameCallsSpendsNothingUnlessAskedTo() {
    calls().easy(0, 700).write();
    String scenario = only(round(0.1)).id();
    Lesson again = only(round(0.1));
    assertThat(again.status()).isEqualTo(Status.SKIPPED);
    assertThat(again.reason().code()).isEqualTo("not_due");
    assertThat(control.policies()).hasSize(1);
    Lesson forced =
        only(GardenCalls.held(data, control, GardenCalls.options(0.1, Optional.of(scenario))));
    assertThat(forced.status()).as(forced.reason().toString()).isEqualTo(Status.CERTIFIED);
    assertThat(forced.certificate()).isNotNull();
    assertThat(new PolicyFiles(data).load(forced.policy()).policy().certificate().attempt())
        .isEqualTo(2);
  }

  @Test
  void aQuarterMoreCallsMakeAScenarioDue() {
    calls().easy(0, 600).write();
    round(0.1);
    calls().easy(600, 740).write();
    assertThat(only(round(0.1)).status()).isEqualTo(Status.SKIPPED);
    calls().easy(740, 760).write();
    assertThat(only(round(0.1)).status()).isNotEqualTo(Status.SKIPPED);
  }

  @Test
  void aPolicyThatWasTakenBackMakesItsScenarioDueAtOnce() {
    calls().easy(0, 600).write();
    String policy = only(round(0.1)).policy();
    control.move(
        policy, EnumSet.allOf(Stage.class), Stage.ROLLED_BACK, 0, new By("a person", ""), "");
    assertThat(only(round(0.1)).status()).isNotEqualTo(Status.SKIPPED);
  }

  @Test
  void afterAnAlarmTheDataBeginAtTheChange() {
    calls().easy(0, 600).write();
    Lesson first = only(round(0.1));
    Instant change = GardenCalls.START.plusSeconds(60 * 500);
    control.observed("observer", 1, List.of(disagreement(first)));
    long seq = control.unfolded(first.policy(), 10).getFirst().seq();
    var watch = new By("watch", "it differs");
    control.alarm(first.policy(), seq, new byte[0], watch, "{\"since\":\"" + change + "\"}");
    Lesson second = only(round(0.1));
    assertThat(second.calls()).isEqualTo(100);
    assertThat(second.reason().code()).isEqualTo("too_few_calls");
  }

  /// Policies of one ladder are watched side by side.
  @Test
  void afterTwoAlarmsTheDataBeginAtTheLaterChange() {
    calls().easy(0, 600).write();
    Lesson first = only(round(0.1));
    var watch = new By("watch", "it differs");
    control.observed("observer", 1, List.of(disagreement(first)));
    long seq = control.unfolded(first.policy(), 10).getFirst().seq();
    control.alarm(first.policy(), seq, new byte[0], watch, since(500));
    PolicyRecord other =
        PolicyRecord.of(
            "other", "round r9", Instant.EPOCH, new PolicyFiles(data).load(first.policy()), 0.5);
    control.addPolicy(other);
    NewObservation again = disagreement(first, "other", 1);
    control.observed("observer", 2, List.of(again));
    seq = control.unfolded("other", 10).getFirst().seq();
    control.alarm("other", seq, new byte[0], watch, since(400));
    assertThat(only(round(0.1)).calls()).isEqualTo(100);
  }

  private static String since(int call) {
    return "{\"since\":\"" + GardenCalls.START.plusSeconds(60L * call) + "\"}";
  }

  private static NewObservation disagreement(Lesson lesson) {
    return disagreement(lesson, lesson.policy(), 0);
  }

  private static NewObservation disagreement(Lesson lesson, String policy, int call) {
    return new NewObservation(
        GardenCalls.id(call).text(),
        lesson.id(),
        policy,
        GardenCalls.START,
        Source.AUDIT,
        0.05,
        0.99,
        "chat",
        "large",
        new byte[0],
        "plants",
        "hash",
        Outcome.DISAGREED);
  }

  @Test
  void aScenarioThatIsOffIsLeftAlone() {
    calls().easy(0, 600).write();
    String scenario = only(round(0.001)).id();
    control.mode(scenario, Mode.OFF, new By("a person", ""));
    Lesson lesson =
        only(GardenCalls.held(data, control, GardenCalls.options(0.1, Optional.of(scenario))));
    assertThat(lesson.status()).isEqualTo(Status.SKIPPED);
    assertThat(lesson.reason().code()).isEqualTo("mode_off");
  }

  @Test
  void anEditedPromptStaysOneScenarioWithItsPolicyBoundAsBefore() {
    calls().easy(0, 600).write();
    Lesson first = only(round(0.1));
    calls().easy(600, 1200, EDITED).write();
    Lesson second = only(round(0.1));
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.calls()).isEqualTo(1200);
    var template = control.scenarios().getFirst().template();
    assertThat(control.scenarios()).hasSize(1);
    assertThat(template.versions()).hasSize(2);
    var kept = new PolicyFiles(data).load(first.policy());
    assertThat(template.versionIds().getFirst()).isEqualTo(kept.template().versionIds().getFirst());
  }

  @Test
  void onlyTheTeachersAnswersAreRead() {
    GardenCalls calls = calls().easy(0, 600);
    for (long n = 600; n < 1200; n++) {
      var message = GardenCalls.message(n);
      boolean audited = n % 2 == 0;
      String right = GardenCalls.DEPARTMENTS.get(message.topic());
      calls.student(
          n, GardenCalls.SORT, message.text(), "nonsense", GardenCalls.draw(0.5, audited));
      calls.own("shadow", n, GardenCalls.SORT, message.text(), "shadow");
      calls.own("judge", n, GardenCalls.SORT, message.text(), "judge");
      calls.own("probe", n, GardenCalls.SORT, message.text(), "probe");
      if (audited) {
        calls.own("audit", n, GardenCalls.SORT, message.text(), right);
      }
    }
    calls.write();
    RoundReport report = round(0.1);
    assertThat(report.read()).isEqualTo(1200);
    assertThat(report.learned()).isEqualTo(900);
    Lesson lesson = only(report);
    assertThat(lesson.calls()).isEqualTo(1200);
    assertThat(lesson.status()).as(lesson.reason().toString()).isEqualTo(Status.CERTIFIED);
    // The window is the last 360 calls: half of them audited, none of them certain.
    assertThat(lesson.certificate()).isNotNull();
    assertThat(new PolicyFiles(data).load(lesson.policy()).policy().certificate().n())
        .isBetween(150, 190);
  }

  @Test
  void callsThatWereAnsweredWithoutAnyChanceOfAnAuditProveNothing() {
    GardenCalls calls = calls().easy(0, 600);
    for (long n = 600; n < 900; n++) {
      var message = GardenCalls.message(n);
      if (n % 2 == 0) {
        calls.student(n, GardenCalls.SORT, message.text(), "plants", GardenCalls.draw(0, false));
      } else {
        String right = GardenCalls.DEPARTMENTS.get(message.topic());
        calls.teacher(n, GardenCalls.SORT, message.text(), right, GardenCalls.draw(1, false));
      }
    }
    calls.write();
    assertThat(only(round(0.1)).reason().code()).isEqualTo("no_fair_sample");
    assertThat(Files.exists(data.resolve(Round.ATTEMPTS))).isFalse();
  }

  /// The trap: what the old student is unsure of goes to the teacher, who says one thing; of what
  /// it is sure of, one in twenty does, and the teacher says another. Nothing in the text tells
  /// which. On the teacher's calls as they come, a student that learned the first looks right.
  @Test
  void escalatedCallsAloneCertifyNothing() {
    for (long seed = 1; seed <= 3; seed++) {
      assertThat(trap(data.resolve("naive" + seed), seed, false)).isEqualTo(Status.CERTIFIED);
      assertThat(trap(data.resolve("drawn" + seed), seed, true)).isNotEqualTo(Status.CERTIFIED);
    }
  }

  private static Status trap(Path folder, long seed, boolean drawn) {
    var calls = new GardenCalls(made(folder));
    var random = new SplittableRandom(seed);
    for (long n = 0; n < 6000; n++) {
      var message = GardenCalls.message(seed * 100_000 + n);
      boolean sure = random.nextInt(5) > 0;
      boolean asked = !sure || random.nextInt(20) == 0;
      String answer = GardenCalls.DEPARTMENTS.get((message.topic() + (sure ? 1 : 0)) % 3);
      Entry.Draw draw = drawn ? GardenCalls.draw(sure ? 0.05 : 1, false) : Entry.Draw.NONE;
      if (asked) {
        calls.teacher(n, GardenCalls.SORT, message.text(), answer, draw);
      } else if (drawn) {
        calls.student(n, GardenCalls.SORT, message.text(), "plants", draw);
      }
    }
    calls.write();
    try (ControlStore store = ControlStore.open(folder)) {
      return only(GardenCalls.held(folder, store, GardenCalls.options(0.3, Optional.empty())))
          .status();
    }
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void recordedMasksAreLearnedMasked() {
    GardenCalls calls = calls();
    for (long n = 0; n < 600; n++) {
      var message = GardenCalls.message(n);
      String text = message.text() + (n % 3 == 0 ? " write to [email]" : "");
      calls.teacher(
          n, GardenCalls.SORT, text, GardenCalls.DEPARTMENTS.get(message.topic()), Entry.Draw.NONE);
    }
    calls.write();
    Lesson lesson = only(round(0.1));
    assertThat(lesson.masked()).isTrue();
    assertThat(new PolicyFiles(data).load(lesson.policy()).text()).isEqualTo(RetainedText.MASKED);
  }

  @Test
  void oneRoundAtATime() {
    control.beginRound("a long one");
    assertThat(GardenCalls.hold(data, control, GardenCalls.options(0.1, Optional.empty())))
        .isInstanceOf(RoundOutcome.Busy.class);
  }

  @Test
  void aScenarioThatNobodyKnowsIsRefusedAndTheRoundIsOnRecordAsFailed() {
    assertThatThrownBy(
            () -> GardenCalls.hold(data, control, GardenCalls.options(0.1, Optional.of("nowhere"))))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("nowhere");
    assertThat(control.rounds(1).getFirst().state()).isEqualTo(RoundState.FAILED);
    assertThat(control.beginRound("next")).isPresent();
  }
}
