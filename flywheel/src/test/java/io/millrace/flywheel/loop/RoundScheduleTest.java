package io.millrace.flywheel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.control.ControlStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
    assertThat(control.beginRound("by time")).isPresent();
    Instant begun = now;
    now = now.plus(Duration.ofHours(6)).minusSeconds(1);
    assertThat(schedule.due(SETTINGS)).isEmpty();
    assertThat(counts).isZero();
    now = now.plusSeconds(1);
    assertThat(schedule.due(SETTINGS)).isPresent();
    assertThat(since).isEqualTo(begun);
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
