package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AttemptsTest {
  @Test
  void allAttemptsTogetherSpendDelta() {
    double spent =
        IntStream.rangeClosed(1, 100_000).mapToDouble(a -> Attempts.attemptDelta(0.05, a)).sum();
    assertThat(spent).isCloseTo(0.05, within(1e-6)).isLessThan(0.05);
  }

  @Test
  void theFirstAttemptHasTheMostAndTheSecondAQuarterOfIt() {
    double first = Attempts.attemptDelta(0.05, 1);
    assertThat(first).isCloseTo(0.0303963551, within(1e-10));
    assertThat(Attempts.attemptDelta(0.05, 2)).isCloseTo(first / 4, within(1e-17));
  }

  @Test
  void attemptsCountFromOne() {
    assertThatThrownBy(() -> Attempts.attemptDelta(0.05, 0)).hasMessageContaining("0");
  }
}
