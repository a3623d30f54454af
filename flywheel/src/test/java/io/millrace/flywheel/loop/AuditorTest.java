package io.millrace.flywheel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.control.ControlStore;
import io.millrace.store.control.NewObservation;
import io.millrace.store.control.Observation;
import io.millrace.store.control.Outcome;
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
  private final Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Teacher teacher;
  private ControlStore control;
  private Auditor auditor;

  @BeforeEach
  void open() throws IOException {
    teacher = Teacher.saying(SAID, data, () -> now);
    control = ControlStore.open(data, () -> now);
    auditor = new Auditor(control, teacher.calls(), () -> now, new AuditCosts(() -> now));
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
}
