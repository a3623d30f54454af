package io.millrace.flywheel.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SavingOrderTest {
  @Test
  void savingsAreALineInThePromptsLength() {
    var order =
        SavingOrder.of(List.of("a", "a".repeat(3), "a".repeat(5)), new double[] {0.5, 0.9, 1.3});
    assertThat(order.fixed()).isCloseTo(0.3, within(1e-12));
    assertThat(order.perCharacter()).isCloseTo(0.2, within(1e-12));
    assertThat(order.score(0.2, "a".repeat(10))).isCloseTo(-0.2 / 2.3, within(1e-12));
  }

  @Test
  void ofTwoPromptsThatLoseAlikeTheDearerOneIsAskedOfTheCheapModelFirst() {
    var order = SavingOrder.of(List.of("a", "aaa"), new double[] {1, 3});
    assertThat(order.score(0.1, "aaaa")).isGreaterThan(order.score(0.1, "a"));
    assertThat(order.score(-0.1, "a")).isPositive();
  }

  @Test
  void withoutASavingOnlyTheGainCounts() {
    var order = SavingOrder.of(List.of("a", "b"), new double[] {0, 0});
    assertThat(order.score(0.1, "a")).isEqualTo(-0.1);
  }
}
