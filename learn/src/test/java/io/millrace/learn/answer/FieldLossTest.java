package io.millrace.learn.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FieldLossTest {
  @Test
  void losesNothingOnEqualBytes() {
    assertThat(FieldLoss.of("sorry", "sorry")).isZero();
  }

  @Test
  void losesEverythingOnWhatIsNoRecord() {
    assertThat(FieldLoss.of("sorry", "{\"a\": 1}")).isEqualTo(1);
    assertThat(FieldLoss.of("{\"a\": 1}", "{\"a\": 1")).isEqualTo(1);
    assertThat(FieldLoss.of("sorry", "sorry ")).isEqualTo(1);
  }

  @Test
  void countsFieldsOfEitherSide() {
    assertThat(FieldLoss.of("{\"a\": 1, \"b\": 2}", "{\"a\": 1, \"c\": 2}")).isEqualTo(2.0 / 3);
    assertThat(
            FieldLoss.of(
                "{\"s\": {\"a\": \"x\", \"b\": []}}", "{\"s\": {\"a\": \"y\", \"b\": []}}"))
        .isEqualTo(0.5);
    assertThat(FieldLoss.of("{\"a\": [1, 2]}", "{\"a\": [1]}")).isEqualTo(1);
    assertThat(FieldLoss.of("{\"a\": null}", "{}")).isEqualTo(1);
  }

  @Test
  void ignoresTheSpelling() {
    assertThat(FieldLoss.of("{\"a\":1,\"b\":\"\\u00e9\"}", "{\n \"b\": \"é\", \"a\": 1}")).isZero();
  }
}
