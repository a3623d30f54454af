package io.millrace.flywheel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.RoundResult;
import io.millrace.store.control.RoundState;
import io.millrace.store.control.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoundScheduleTest {
  private static final LoopSettings.Rounds SETTINGS =
      new LoopSettings.Rounds(Optional.of(Duration.ofHours(6)), 100, Duration.ofMinutes(30), 1);

  @TempDir Path data;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Instant since = now;
  private long answered;
  private int counts;
  private long countMillis;
  private ControlStore control;
  private RoundSchedule schedule;

  @BeforeEach
  void open() {
    control = ControlStore.open(data, () -> now);
    schedule = new RoundSchedule(control, this::count, () -> now);
  }

  @AfterEach
  void close() {
    control.close();
  }

  private long count(Instant from) {
    counts++;
    since = from;
    try {
      Thread.sleep(countMillis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return answered;
  }

  @Test
  void theFirstRoundBeginsWhenEnoughCallsHaveCome() {
    answered = 99;
    assertThat(schedule.due(SETTINGS)).isEmpty();
    assertThat(since).isEqualTo(Instant.EPOCH);
    answered = 100;
    now = now.plusSeconds(1);
    assertThat(schedule.due(SETTINGS)).hasValue("100 calls since the last round");
  }

  @Test
  void theNextOneWaitsForItsTimeAndNothingIsCountedBefore() {
    answered = 100;
    Instant begun = now;
    round(RoundState.DONE);
    now = now.plus(Duration.ofHours(6)).minusSeconds(1);
    assertThat(schedule.due(SETTINGS)).isEmpty();
    assertThat(counts).isZero();
    now = now.plusSeconds(1);
    assertThat(schedule.due(SETTINGS)).isPresent();
    assertThat(since).isEqualTo(begun);
  }

  /// A round that begins and ends now.
  private void round(RoundState state) {
    String id = control.beginRound("by time").orElseThrow();
    control.endRound(id, new RoundResult(state, 0, 0, 0, "{}"));
  }

  /// A round that began now and whose process died.
  private void killed() {
    try (var other = ControlStore.open(data, () -> now)) {
      assertThat(other.beginRound("by time")).isPresent();
    }
    assertThat(control.markInterrupted()).isEqualTo(1);
  }

  @Test
  void aRoundThatFailedOrWasKilledIsBegunAgainWithTheCallsBeforeIt() {
    answered = 100;
    Instant done = now;
    round(RoundState.DONE);
    now = now.plus(Duration.ofHours(7));
    killed();
    assertThat(schedule.due(SETTINGS)).isEmpty();
    now = now.plus(SETTINGS.again());
    assertThat(schedule.due(SETTINGS)).isPresent();
    assertThat(since).isEqualTo(done);
    round(RoundState.FAILED);
    assertThat(schedule.due(SETTINGS)).isEmpty();
    now = now.plus(SETTINGS.again()).plus(SETTINGS.again());
    assertThat(schedule.due(SETTINGS)).isPresent();
    assertThat(since).isEqualTo(done);
  }

  @Test
  void aRoundThatFailsAgainAndAgainIsBegunLessAndLessOften() {
    answered = 100;
    for (int waits : new int[] {1, 2, 4, 8, 16, 16, 16}) {
      round(RoundState.FAILED);
      now = now.plus(SETTINGS.again().multipliedBy(waits)).minusSeconds(1);
      assertThat(schedule.due(SETTINGS)).as("within %s waits", waits).isEmpty();
      now = now.plusSeconds(1);
      assertThat(schedule.due(SETTINGS)).as("after %s waits", waits).isPresent();
    }
    round(RoundState.DONE);
    now = now.plus(Duration.ofHours(6));
    assertThat(schedule.due(SETTINGS)).isPresent();
  }

  @Test
  void whileARoundIsRunningNoneIsDue() {
    answered = 100;
    try (var other = ControlStore.open(data, () -> now)) {
      assertThat(other.beginRound("by hand")).isPresent();
      now = now.plus(Duration.ofDays(1));
      assertThat(control.markInterrupted()).isZero();
      assertThat(schedule.due(SETTINGS)).isEmpty();
    }
  }

  @Test
  void aRecoveryThatWasKilledIsBegunAgainAndOneThatWasDoneIsNot() {
    var none = new LoopSettings.Rounds(Optional.empty(), 100, SETTINGS.again(), 1);
    takeBack();
    assertThat(schedule.due(none)).isEmpty();
    now = now.plus(none.again());
    assertThat(schedule.due(none)).hasValue("tickets was taken back, and is learned anew");
    killed();
    assertThat(schedule.due(none)).isEmpty();
    now = now.plus(none.again());
    assertThat(schedule.due(none)).isPresent();
    round(RoundState.DONE);
    now = now.plus(Duration.ofDays(1));
    assertThat(schedule.due(none)).isEmpty();
  }

  /// A policy was out, and an alarm took it back now.
  private void takeBack() {
    var pattern = new MessagePattern("user", List.of(new Part.Input()));
    var version = new TemplateVersion(List.of(pattern), false);
    control.learned(List.of(new ScenarioTemplate("tickets", "Tickets", List.of(version))));
    control.addPolicy(
        new PolicyRecord("p1", "tickets", "Tickets", "round r1", now, 0.05, 0.05, 0.8, 0.6, "{}"));
    var by = new By("watch", "it disagrees");
    control.move("p1", Set.of(Stage.WAITING), Stage.FULL, 1, by, "");
    control.move("p1", Set.of(Stage.FULL), Stage.ROLLED_BACK, 0, by, "");
  }

  @Test
  void countingTakesAHundredthOfACoreHoweverManyCallsThereAre() {
    countMillis = 50;
    assertThat(schedule.due(SETTINGS)).isEmpty();
    now = now.plusSeconds(4);
    answered = 100;
    assertThat(schedule.due(SETTINGS)).isEmpty();
    assertThat(counts).isEqualTo(1);
    now = now.plus(Duration.ofHours(1));
    assertThat(schedule.due(SETTINGS)).isPresent();
  }
}
