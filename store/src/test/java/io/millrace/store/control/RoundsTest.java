package io.millrace.store.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoundsTest {
  private static final RoundResult DONE =
      new RoundResult(RoundState.DONE, 1200, 5_000_000, 42, "{\"scenarios\":3}");

  @TempDir Path data;
  private final SteppedClock clock = new SteppedClock();
  private ControlStore store;

  @BeforeEach
  void open() {
    store = ControlStore.open(data, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aRoundBeginsAndEnds() {
    String id = store.beginRound("schedule").orElseThrow();
    assertThat(id).isEqualTo("r1");
    clock.pass(Duration.ofMinutes(3));
    store.endRound(id, DONE);
    assertThat(store.rounds(9))
        .containsExactly(
            new Round(
                "r1",
                Samples.START,
                clock.instant(),
                "schedule",
                RoundState.DONE,
                1200,
                5_000_000,
                42,
                "{\"scenarios\":3}",
                ""));
    assertThatThrownBy(() -> store.endRound(id, DONE))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("r1");
    assertThatThrownBy(() -> store.endRound("seven", DONE)).isInstanceOf(StateException.class);
    assertThat(store.beginRound("by hand")).contains("r2");
    assertThat(store.rounds(1)).extracting(Round::id).containsExactly("r2");
  }

  @Test
  void oneRoundRunsAtATime() {
    try (var other = ControlStore.open(data, clock)) {
      String id = store.beginRound("schedule").orElseThrow();
      assertThat(store.beginRound("again")).isEmpty();
      assertThat(other.beginRound("by hand")).isEmpty();
      assertThat(other.markInterrupted()).isZero();
      store.endRound(id, DONE);
      assertThat(other.beginRound("by hand")).contains("r2");
    }
  }

  @Test
  void aRoundThatWasNotEndedIsInterruptedAndKeepsWhatItTook() {
    store.beginRound("schedule");
    store.spent("r1", 900, 7_000_000, 99);
    close();
    open();
    assertThat(store.rounds(9).getFirst().state()).isEqualTo(RoundState.RUNNING);
    assertThat(store.markInterrupted()).isEqualTo(1);
    Round round = store.rounds(9).getFirst();
    assertThat(round.state()).isEqualTo(RoundState.INTERRUPTED);
    assertThat(round.cpuMicros()).isEqualTo(7_000_000);
    assertThat(round.costPicodollars()).isEqualTo(99);
    store.beginRound("again");
    close();
    open();
    assertThat(store.beginRound("and again")).contains("r3");
    assertThat(store.rounds(9))
        .extracting(Round::state)
        .containsExactly(RoundState.RUNNING, RoundState.INTERRUPTED, RoundState.INTERRUPTED);
  }

  @Test
  void whereNoRoundIsLeftNoPlaceIsTakenToMarkIt() {
    assertThat(store.markInterrupted()).isZero();
    assertThat(data.resolve("round.lock")).doesNotExist();
  }

  @Test
  void theRoundsSinceTheLastOneThatWasDoneAreTold() {
    assertThat(store.roundsSinceDone()).isEmpty();
    var failed = new RoundResult(RoundState.FAILED, 0, 0, 0, "{}");
    store.endRound(store.beginRound("one").orElseThrow(), failed);
    assertThat(store.roundsSinceDone()).extracting(Round::id).containsExactly("r1");
    store.endRound(store.beginRound("two").orElseThrow(), DONE);
    store.endRound(store.beginRound("three").orElseThrow(), DONE);
    assertThat(store.roundsSinceDone()).extracting(Round::id).containsExactly("r3");
    store.endRound(store.beginRound("four").orElseThrow(), failed);
    store.beginRound("five");
    assertThat(store.roundsSinceDone()).extracting(Round::id).containsExactly("r5", "r4", "r3");
  }

  @Test
  void everyRoundIsChargedOnce() {
    store.endRound(store.beginRound("one").orElseThrow(), DONE);
    store.endRound(
        store.beginRound("free").orElseThrow(), new RoundResult(RoundState.FAILED, 0, 0, 0, "{}"));
    store.beginRound("running");
    assertThat(store.uncharged()).extracting(Round::id).containsExactly("r1");
    store.charged("r1", "call_1");
    store.charged("r1", "call_2");
    assertThat(store.uncharged()).isEmpty();
    assertThat(store.rounds(9).getLast().chargeCall()).isEqualTo("call_1");
  }

  @Test
  void aRoundThatEndedIsNotRunning() {
    assertThatThrownBy(() -> new RoundResult(RoundState.RUNNING, 0, 0, 0, "{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
