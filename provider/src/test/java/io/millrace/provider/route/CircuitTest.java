package io.millrace.provider.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CircuitTest {
  private static final Resilience SETTINGS =
      new Resilience(
          2, Duration.ofMillis(1), Duration.ofSeconds(1), 0.2, 3, Duration.ofSeconds(10));

  private final AtomicLong clock = new AtomicLong(1);
  private final Circuit circuit = new Circuit(clock::get);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      circuit.failed(SETTINGS);
    }
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void opensAfterFailuresInARow() {
    fail(2);
    assertThat(circuit.enter()).isTrue();
    fail(1);
    assertThat(circuit.enter()).isFalse();
    assertThat(circuit.waitNanos(clock.get())).isEqualTo(Duration.ofSeconds(10).toNanos());
  }

  @Test
  void opensWhenHalfOfTwentyFail() {
    for (int i = 0; i < 10; i++) {
      assertThat(circuit.enter()).isTrue();
      circuit.succeeded();
      fail(1);
    }
    assertThat(circuit.enter()).isFalse();
  }

  @Test
  void triesOneAtATimeAndCloses() {
    fail(3);
    pass(Duration.ofSeconds(10));
    assertThat(circuit.enter()).isTrue();
    assertThat(circuit.enter()).isFalse();
    assertThat(circuit.state()).isEqualTo(EndpointState.Circuit.HALF_OPEN);
    circuit.succeeded();
    assertThat(circuit.state()).isEqualTo(EndpointState.Circuit.CLOSED);
    assertThat(circuit.enter()).isTrue();
  }

  @Test
  void opensAgainWhenTheTrialFails() {
    fail(3);
    pass(Duration.ofSeconds(10));
    assertThat(circuit.enter()).isTrue();
    fail(1);
    assertThat(circuit.enter()).isFalse();
  }

  @Test
  void aTrialThatSaysNothingLeavesRoomForAnother() {
    fail(3);
    pass(Duration.ofSeconds(10));
    assertThat(circuit.enter()).isTrue();
    circuit.unknown();
    assertThat(circuit.enter()).isTrue();
  }

  @Test
  void isLeftAloneForAsLongAsItAsked() {
    circuit.busy(Duration.ofSeconds(3).toNanos());
    assertThat(circuit.enter()).isFalse();
    pass(Duration.ofSeconds(3));
    assertThat(circuit.enter()).isTrue();
  }
}
