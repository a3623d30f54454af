package io.millrace.flywheel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TruthTest {
  private static final String ANSWER = "{\"queue\": \"delivery\"}";

  @Test
  void anAnswerIsTrueThatSaysTheSame() {
    assertThat(Truth.matches(ANSWER, ANSWER + "\n")).isTrue();
    assertThat(Truth.matches(ANSWER, "{\"queue\":\"delivery\"}")).isTrue();
    assertThat(Truth.matches(ANSWER, " delivery ")).isTrue();
    assertThat(Truth.matches("好", "好")).isTrue();
  }

  @Test
  void anotherIsNot() {
    assertThat(Truth.matches(ANSWER, "queue")).isFalse();
    assertThat(Truth.matches(ANSWER, "{\"queue\": \"refund\"}")).isFalse();
    assertThat(Truth.matches("{\"queue\": \"delivery\", \"urgent\": true}", "delivery")).isFalse();
    assertThat(Truth.matches("Delivery", "delivery")).isFalse();
  }
}
