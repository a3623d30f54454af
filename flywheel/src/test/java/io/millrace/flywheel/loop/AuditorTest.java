package io.millrace.flywheel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.NewObservation;
import io.millrace.store.control.Observation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditorTest {
  private static final String SAID = "the heliotrope department";
  private static final LoopSettings.Audits ONE_AT_A_TIME =
      new LoopSettings.Audits(1, 1, 0.01, Optional.empty(), Duration.ofHours(6), 1);

  @TempDir Path data;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Teacher teacher;
  private ControlStore control;
  private Auditor auditor;

  @BeforeEach
  void open() throws IOException {
    teacher = Teacher.saying(SAID, data, () -> now);
    control = ControlStore.open(data, () -> now);
    auditor = new Auditor(control, teacher.calls(), () -> now, new AuditCosts(control, () -> now));
  }

  @AfterEach
  void close() {
    auditor.close();
    control.close();
    teacher.close();
  }

  private static final String REQUEST =
      """
      {"model": "large", "messages": [{"role": "user", "content": "where is it?"}]}
      """;

  /// An audit that waits.
  private NewObservation audit(String call, String policy) {
    return new NewObservation(
        call,
        "tickets",
        policy,
        now,
        Source.AUDIT,
        1,
        0.9,
        "chat",
        "large",
        REQUEST.getBytes(StandardCharsets.UTF_8),
        "delivery",
        "h-" + call,
        Outcome.PENDING);
  }

  private List<Outcome> outcomes(String policy) {
    return control.observations(policy, 0, 99).stream().map(Observation::outcome).toList();
  }

  @Test
  void auditsOfAPolicyThatIsLetOutDuringABacklogAreAsked() throws InterruptedException {
    control.observed("loop", 1, List.of(audit("c1", "p1"), audit("c2", "p1"), audit("c3", "p2")));
    Set<String> out = new HashSet<>(Set.of("p1"));
    auditor.advance(
        ONE_AT_A_TIME,
        () -> {
          Set<String> live = Set.copyOf(out);
          out.add("p2");
          return live;
        });
    assertThat(outcomes("p1")).containsExactly(Outcome.DISAGREED, Outcome.DISAGREED);
    assertThat(outcomes("p2")).containsExactly(Outcome.DISAGREED);
  }

  @Test
  void auditsOfAPolicyThatIsTakenBackDuringABacklogAreNotAsked() throws InterruptedException {
    control.observed("loop", 1, List.of(audit("c1", "p1"), audit("c2", "p1"), audit("c3", "p1")));
    Set<String> out = new HashSet<>(Set.of("p1"));
    auditor.advance(
        ONE_AT_A_TIME,
        () -> {
          Set<String> live = Set.copyOf(out);
          out.clear();
          return live;
        });
    assertThat(outcomes("p1")).containsExactly(Outcome.DISAGREED, Outcome.VOID, Outcome.VOID);
  }

  @Test
  void aTeacherIsNotAskedAgainBecauseTheJudgeDidNotSay() throws InterruptedException {
    var user = new MessagePattern("user", List.of(new Part.Input()));
    control.learned(
        List.of(
            new ScenarioTemplate(
                "tickets", "Tickets", List.of(new TemplateVersion(List.of(user), false)))));
    String judged = "{\"answerer\":{\"model\":\"small\",\"check\":\"judge\",\"judge\":\"large\"}}";
    control.addPolicy(
        new PolicyRecord("p1", "tickets", "", "audit", now, 0.1, 0.05, 0.8, 0.6, judged));
    control.observed("loop", 1, List.of(audit("c1", "p1")));
    auditor.advance(ONE_AT_A_TIME, () -> Set.of("p1"));
    assertThat(teacher.asked()).as("teacher and judge").isEqualTo(2);
    for (int again = 3; again < 6; again++) {
      now = now.plus(Duration.ofMinutes(6));
      auditor.advance(ONE_AT_A_TIME, () -> Set.of("p1"));
      assertThat(teacher.asked()).as("the judge alone").isEqualTo(again);
    }
    assertThat(outcomes("p1")).containsExactly(Outcome.PENDING);
    now = now.plus(Duration.ofHours(7));
    auditor.advance(ONE_AT_A_TIME, () -> Set.of("p1"));
    assertThat(outcomes("p1")).containsExactly(Outcome.MISSING);
  }

  @Test
  void ofASettledAuditTheTeachersAnswerIsInNoFileOfTheControlStore() throws Exception {
    control.observed("loop", 1, List.of(audit("c1", "p1")));
    auditor.advance(ONE_AT_A_TIME, () -> Set.of("p1"));
    Observation settled = control.observations("p1", 0, 9).getFirst();
    assertThat(settled.outcome()).isEqualTo(Outcome.DISAGREED);
    assertThat(settled.auditCall()).isNotEmpty();
    try (Stream<Path> files = Files.list(data)) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().startsWith("control.db")).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SAID);
      }
    }
  }

  /// A call of a student's policy that was held out, and to which the teacher came to no answer.
  private NewObservation heldOut(String call, String student) {
    return new NewObservation(
        call,
        "tickets",
        "p1",
        now,
        Source.HELD_OUT,
        1,
        0.9,
        "chat",
        "large",
        REQUEST.getBytes(StandardCharsets.UTF_8),
        student,
        "h-" + call,
        Outcome.PENDING);
  }

  private void advance() throws InterruptedException {
    auditor.advance(ONE_AT_A_TIME, () -> Set.of("p1"));
  }

  private Observation only() {
    List<Observation> rows = control.observations("p1", 0, 9);
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  @Test
  void anAuditWhoseTeacherIsDownIsAskedAgainOnceItIsDue() throws InterruptedException {
    control.observed("loop", 1, List.of(audit("c1", "p1")));
    teacher.down(true);
    advance();
    assertThat(only().outcome()).isEqualTo(Outcome.PENDING);
    assertThat(only().attempts()).isEqualTo(1);
    assertThat(only().why()).startsWith("503");
    assertThat(only().nextAt()).isEqualTo(now.plus(Auditor.pause(0)));
    teacher.down(false);
    now = now.plus(Auditor.pause(0)).minusMillis(1);
    advance();
    assertThat(only().outcome()).isEqualTo(Outcome.PENDING);
    assertThat(only().attempts()).isEqualTo(1);
    now = now.plusMillis(1);
    advance();
    assertThat(only().outcome()).isEqualTo(Outcome.DISAGREED);
  }

  @Test
  void anAuditWhoseTeacherStaysDownIsMissingOncePatienceEndsAndNotBefore() throws Exception {
    control.observed("loop", 1, List.of(audit("c1", "p1")));
    teacher.down(true);
    Instant end = now.plus(ONE_AT_A_TIME.patience());
    advance();
    now = end;
    advance();
    assertThat(only().outcome()).isEqualTo(Outcome.PENDING);
    assertThat(only().attempts()).isEqualTo(2);
    now = end.plus(Auditor.pause(1));
    advance();
    assertThat(only().outcome()).isEqualTo(Outcome.MISSING);
    assertThat(only().request()).isNull();
    assertThat(only().answer()).isNull();
  }

  @Test
  void anAuditThatIsMissingCountsAsADisagreement() throws InterruptedException {
    teacher.down(true);
    control.observed("loop", 1, List.of(audit("c1", "p1")));
    now = now.plus(ONE_AT_A_TIME.patience()).plusMillis(1);
    advance();
    var policy = new PolicyRecord("p1", "tickets", "", "audit", now, 0.1, 0.05, 0.8, 0.6, "{}");
    var watch = new Watch(control);
    assertThat(watch.advance(policy, LoopSettings.DEFAULT)).isEmpty();
    assertThat(watch.monitor("p1").orElseThrow().evidence().disagreements()).isEqualTo(1);
  }

  @Test
  void theWaitBetweenTwoAttemptsDoublesUpToFiveMinutes() {
    assertThat(Stream.of(0, 1, 2, 7, 8, 1_000_000).map(Auditor::pause))
        .containsExactly(
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(256),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5));
  }

  @Test
  void aHeldOutCallWithoutATeachersAnswerIsAskedOfTheTeacher() throws InterruptedException {
    control.observed("loop", 1, List.of(heldOut("c1", SAID), heldOut("c2", "delivery")));
    advance();
    assertThat(outcomes("p1")).containsExactly(Outcome.AGREED, Outcome.DISAGREED);
    assertThat(control.observations("p1", 0, 9))
        .allSatisfy(each -> {
          assertThat(each.source()).isEqualTo(Source.HELD_OUT);
          assertThat(each.auditCall()).isNotEmpty();
        });
  }

  @Test
  void aHeldOutCallWhoseTeacherStaysDownIsMissingInTheEnd() throws InterruptedException {
    control.observed("loop", 1, List.of(heldOut("c1", SAID)));
    teacher.down(true);
    advance();
    assertThat(only().outcome()).isEqualTo(Outcome.PENDING);
    now = now.plus(ONE_AT_A_TIME.patience()).plusMillis(1);
    advance();
    assertThat(only().outcome()).isEqualTo(Outcome.MISSING);
  }
}
