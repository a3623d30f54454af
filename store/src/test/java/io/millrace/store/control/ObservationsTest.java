package io.millrace.store.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/// The observer's cursor, observations, and what they are folded into.
final class ObservationsTest {
  @TempDir Path data;
  private final SteppedClock clock = new SteppedClock();
  private ControlStore store;

  @BeforeEach
  void open() {
    store = ControlStore.open(data, clock);
    store.learned(List.of(Samples.template("tickets", "Sort it")));
    store.addPolicy(Samples.policy("p1", "tickets"));
    store.addPolicy(Samples.policy("p2", "tickets"));
    store.move("p1", Samples.WAITING, Stage.CANARY, 0.05, Samples.ANN, "");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void observe(String call, String policy, Outcome outcome) {
    long position = Math.max(0, store.cursor("loop")) + 1;
    store.observed("loop", position, List.of(Samples.audit(call, policy, outcome)));
  }

  private List<String> unfolded(String policy) {
    return store.unfolded(policy, 100).stream().map(Observation::callId).toList();
  }

  private Release release(String policy) {
    return store.releases().stream().filter(r -> r.policy().equals(policy)).findFirst().get();
  }

  @Test
  void aNewCursorIsBeforeTheJournal() {
    assertThat(store.cursor("loop")).isEqualTo(-1);
    store.observed("loop", 0, List.of());
    store.observed("other", 77, List.of());
    assertThat(store.cursor("loop")).isZero();
    assertThat(store.cursor("other")).isEqualTo(77);
  }

  @Test
  void aPieceOfTheJournalThatIsReadAgainDoesNoHarm() {
    store.observed("loop", 10, List.of(Samples.audit("c1", "p1", Outcome.PENDING)));
    store.settled("c1", Outcome.DISAGREED, "a1");
    store.observed(
        "loop",
        20,
        List.of(
            Samples.audit("c1", "p1", Outcome.PENDING),
            Samples.audit("c2", "p1", Outcome.PENDING)));
    assertThat(store.observations("p1", 0, 9))
        .extracting(Observation::callId, Observation::outcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("c1", Outcome.DISAGREED),
            org.assertj.core.groups.Tuple.tuple("c2", Outcome.PENDING));
  }

  @Test
  void anAuditIsKeptWholeUntilItIsSettled() {
    observe("c1", "p1", Outcome.PENDING);
    Observation pending = store.due(Samples.START, 9).getFirst();
    assertThat(pending)
        .usingRecursiveComparison()
        .isEqualTo(
            new Observation(
                1,
                "c1",
                "tickets",
                "p1",
                Samples.START,
                Source.AUDIT,
                0.25,
                0.9,
                "chat",
                "teacher-large",
                "{\"call\":\"c1\"}".getBytes(StandardCharsets.UTF_8),
                "refund",
                "h-c1",
                Outcome.PENDING,
                0,
                Samples.START,
                "",
                "",
                null));
    clock.pass(Duration.ofMinutes(1));
    assertThat(store.settled("c1", Outcome.AGREED, "a1")).isTrue();
    assertThat(store.settled("c1", Outcome.DISAGREED, "a2")).isFalse();
    assertThat(store.settled("c9", Outcome.AGREED, "a9")).isFalse();
    Observation settled = store.observations("p1", 0, 9).getFirst();
    assertThat(settled.request()).isNull();
    assertThat(settled.answer()).isNull();
    assertThat(settled.nextAt()).isNull();
    assertThat(settled.outcome()).isEqualTo(Outcome.AGREED);
    assertThat(settled.auditCall()).isEqualTo("a1");
    assertThat(settled.settledAt()).isEqualTo(clock.instant());
    assertThat(store.due(clock.instant(), 9)).isEmpty();
  }

  @Test
  void whatTheTeacherAnsweredAlreadyIsKeptWithoutItsText() {
    store.observed(
        "loop",
        1,
        List.of(
            Samples.observation("c1", "p1", Source.HELD_OUT, Outcome.DISAGREED, Samples.START)));
    Observation row = store.observations("p1", 0, 9).getFirst();
    assertThat(row.request()).isNull();
    assertThat(row.answer()).isNull();
    assertThat(row.source()).isEqualTo(Source.HELD_OUT);
    assertThat(row.settledAt()).isEqualTo(Samples.START);
  }

  @Test
  void anAuditThatFailedIsDueLater() {
    observe("c1", "p1", Outcome.PENDING);
    observe("c2", "p1", Outcome.PENDING);
    Instant later = Samples.START.plusSeconds(60);
    store.retryLater("c1", later, "503 from the teacher");
    assertThat(store.due(Samples.START, 9)).extracting(Observation::callId).containsExactly("c2");
    assertThat(store.due(later, 9)).extracting(Observation::callId).containsExactly("c2", "c1");
    assertThat(store.due(later, 1)).hasSize(1);
    Observation retried = store.due(later, 9).getLast();
    assertThat(retried.attempts()).isEqualTo(1);
    assertThat(retried.why()).isEqualTo("503 from the teacher");
    store.settled("c1", Outcome.MISSING, "");
    store.retryLater("c1", later, "too late");
    assertThat(store.observations("p1", 0, 1).getFirst().outcome()).isEqualTo(Outcome.MISSING);
  }

  @Test
  void aPendingRowBlocksThoseBehindItAndAVoidOneBlocksNone() {
    observe("c1", "p1", Outcome.AGREED);
    observe("x1", "p2", Outcome.PENDING);
    observe("c2", "p1", Outcome.PENDING);
    observe("c3", "p1", Outcome.DISAGREED);
    observe("c4", "p1", Outcome.PENDING);
    assertThat(unfolded("p1")).containsExactly("c1");
    store.settled("c2", Outcome.VOID, "");
    assertThat(unfolded("p1")).containsExactly("c1", "c3");
    store.settled("c4", Outcome.MISSING, "");
    assertThat(unfolded("p1")).containsExactly("c1", "c3", "c4");
    assertThat(store.unfolded("p1", 2)).hasSize(2);
    assertThat(unfolded("p2")).isEmpty();
  }

  @Test
  void aFoldIsKeptWithItsPlace() {
    assertThat(store.watched("p1")).isEmpty();
    observe("c1", "p1", Outcome.AGREED);
    observe("c2", "p1", Outcome.DISAGREED);
    store.folded("p1", 1, Samples.state(1));
    assertThat(unfolded("p1")).containsExactly("c2");
    store.folded("p1", 2, Samples.state(2));
    assertThat(unfolded("p1")).isEmpty();
    Watched watched = store.watched("p1").orElseThrow();
    assertThat(watched.lastSeq()).isEqualTo(2);
    assertThat(Samples.folded(watched.state())).isEqualTo(2);
    assertThat(store.watched("p2")).isEmpty();
  }

  @Test
  void nothingIsFoldedTwiceOrPastAPendingRow() {
    observe("c1", "p1", Outcome.AGREED);
    observe("c2", "p1", Outcome.PENDING);
    observe("c3", "p1", Outcome.AGREED);
    observe("x1", "p2", Outcome.AGREED);
    store.folded("p1", 1, Samples.state(1));
    for (long seq : new long[] {0, 1, 2, 3, 4, 99}) {
      assertThatThrownBy(() -> store.folded("p1", seq, Samples.state(9)))
          .isInstanceOf(StateException.class)
          .hasMessageContaining("p1");
      assertThatThrownBy(() -> store.alarm("p1", seq, Samples.state(9), Samples.WATCH, "{}"))
          .isInstanceOf(StateException.class);
    }
    assertThat(Samples.folded(store.watched("p1").orElseThrow().state())).isEqualTo(1);
    assertThat(release("p1").stage()).isEqualTo(Stage.CANARY);
  }

  @Test
  void anAlarmFoldsAndRollsBackAtOnce() {
    observe("c1", "p1", Outcome.DISAGREED);
    store.pin("p1", true, Samples.ANN);
    clock.pass(Duration.ofMinutes(5));
    assertThat(store.alarm("p1", 1, Samples.state(1), Samples.WATCH, "{\"e\":40}")).isTrue();
    close();
    store = ControlStore.open(data, clock);
    assertThat(release("p1"))
        .isEqualTo(
            new Release(
                "p1", "tickets", List.of(), Stage.ROLLED_BACK, 0, 1, 1, false, clock.instant()));
    Event event = store.events(Optional.of("tickets"), 1).getFirst();
    assertThat(event.kind()).isEqualTo("alarm");
    assertThat(event.evidenceJson()).isEqualTo("{\"e\":40}");
    assertThat(event.who()).isEqualTo("watch");
    assertThat(store.watched("p1").orElseThrow().lastSeq()).isEqualTo(1);
  }

  @Test
  void aSecondAlarmIsFoldedAndLeavesNoSecondEvent() {
    observe("c1", "p1", Outcome.DISAGREED);
    observe("c2", "p1", Outcome.DISAGREED);
    store.alarm("p1", 1, Samples.state(1), Samples.WATCH, "{}");
    assertThat(store.alarm("p1", 2, Samples.state(2), Samples.WATCH, "{}")).isFalse();
    assertThat(store.watched("p1").orElseThrow().lastSeq()).isEqualTo(2);
    assertThat(store.events(Optional.empty(), 99))
        .filteredOn(event -> event.kind().equals("alarm"))
        .hasSize(1);
  }

  @Test
  void anAlarmTakesBackWhatWasReplaced() {
    observe("c1", "p1", Outcome.DISAGREED);
    store.move("p2", Samples.WAITING, Stage.FULL, 1, Samples.ANN, "");
    assertThat(store.alarm("p1", 1, Samples.state(1), Samples.WATCH, "{}")).isTrue();
    assertThat(release("p1").stage()).isEqualTo(Stage.ROLLED_BACK);
    assertThat(release("p2").stage()).isEqualTo(Stage.FULL);
  }

  @Test
  void anAlarmOfAPolicyThatIsNotKnownIsFoldedAndNoMore() {
    observe("x1", "of-another-store", Outcome.DISAGREED);
    assertThat(store.alarm("of-another-store", 1, Samples.state(1), Samples.WATCH, "{}")).isFalse();
    assertThat(store.watched("of-another-store")).isPresent();
  }

  @Test
  void countsTellKindsAndTheStageApart() {
    store.observed(
        "loop",
        1,
        List.of(
            Samples.audit("c1", "p1", Outcome.AGREED),
            Samples.audit("c2", "p1", Outcome.DISAGREED),
            Samples.audit("c3", "p1", Outcome.PENDING),
            Samples.audit("c4", "p1", Outcome.PENDING),
            Samples.audit("c5", "p1", Outcome.PENDING),
            Samples.audit("x1", "p2", Outcome.DISAGREED)));
    store.settled("c4", Outcome.VOID, "");
    store.settled("c5", Outcome.MISSING, "");
    clock.pass(Duration.ofHours(1));
    store.move("p1", Set.of(Stage.CANARY), Stage.CANARY, 0.25, Samples.ANN, "");
    store.observed(
        "loop",
        2,
        List.of(
            Samples.observation("c6", "p1", Source.HELD_OUT, Outcome.AGREED, clock.instant()),
            Samples.audit("late", "p1", Outcome.AGREED)));
    Counts counts = store.counts("p1");
    assertThat(counts.all()).isEqualTo(new Counts.Tally(5, 1, 3, 1, 1, 1));
    assertThat(counts.all().settled()).isEqualTo(5);
    assertThat(counts.stage()).isEqualTo(new Counts.Tally(0, 1, 1, 0, 0, 0));
    var none = new Counts.Tally(0, 0, 0, 0, 0, 0);
    assertThat(store.counts("nobody")).isEqualTo(new Counts(none, none));
  }

  @Test
  void anAnswerThatAnEarlierVersionKeptIsPassedOver() throws SQLException {
    observe("c1", "p1", Outcome.DISAGREED);
    try (var connection =
            JDBC.createConnection(JDBC.PREFIX + data.resolve("control.db"), new Properties());
        var statement = connection.createStatement()) {
      statement.execute("UPDATE observation SET teacher_answer = 'delivery'");
    }
    assertThat(store.observations("p1", 0, 9))
        .extracting(Observation::outcome)
        .containsExactly(Outcome.DISAGREED);
  }

  @Test
  void probabilitiesAndOutcomesAreCheckedBeforeTheyAreKept() {
    assertThatThrownBy(() -> Samples.audit("c1", "p1", Outcome.VOID))
        .isInstanceOf(IllegalArgumentException.class);
    for (double probability : new double[] {0, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> new LabelTask("c1", "tickets", Samples.START, probability))
          .isInstanceOf(IllegalArgumentException.class);
    }
    observe("c1", "p1", Outcome.PENDING);
    assertThatThrownBy(() -> store.settled("c1", Outcome.PENDING, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
