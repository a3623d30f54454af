package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.GatewaySettings.Limits;
import io.millrace.gateway.GatewaySettings.Priority;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Memory is for a quarter of it in bodies.
final class AdmissionTest {
  private static final Limits LIMITS =
      new Limits(1000, 10, Duration.ofSeconds(1), 100, Duration.ofSeconds(1));

  private final Lag lag = new Lag();
  private final Admission admission = new Admission(LIMITS, 4000, lag);

  @AfterEach
  void close() {
    lag.close();
  }

  @Test
  void bodiesThatWereAnnouncedAreShedByTheirSizeTheLeastImportantFirst() {
    try (Admission.Place first = admitted(Priority.CRITICAL, 790)) {
      assertThat(admission.admit(Priority.BULK, 20)).isNull();
      assertThat(first.grow(0)).isTrue();
      admitted(Priority.NORMAL, 20).close();
      assertThat(admission.admit(Priority.NORMAL, 170)).isNull();
      admitted(Priority.CRITICAL, 170).close();
    }
    assertThat(admission.calls()).isZero();
    admitted(Priority.CRITICAL, 1000).close();
  }

  @Test
  void bodiesThatGrowAreCountedAsTheyDoAndGiveTheirRoomBack() {
    try (Admission.Place growing = admitted(Priority.CRITICAL, 0)) {
      assertThat(growing.grow(600)).isTrue();
      assertThat(growing.grow(500)).isFalse();
      assertThat(growing.grow(400)).isTrue();
      assertThat(admission.admit(Priority.CRITICAL, 1)).isNull();
    }
    admitted(Priority.CRITICAL, 1000).close();
  }

  private Admission.Place admitted(Priority priority, long body) {
    return Objects.requireNonNull(admission.admit(priority, body));
  }
}
