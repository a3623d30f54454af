package io.millrace.flywheel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learn.student.Example;
import io.millrace.learn.student.Prediction;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScoredTest {
  @Test
  void anAnswerWithAMaskWordIsNeverRight() {
    Scored scored =
        Scored.ofLessons(
            List.of(new Example("a", "{\"to\": \"[email]\"}", 1), new Example("b", "refund", 1)),
            List.of(new Prediction("{\"to\": \"[email]\"}", 0.9), new Prediction("refund", 0.9)));
    assertThat(scored.wrong()).containsExactly(true, false);
    assertThat(scored.fieldLosses()[0]).isEqualTo(1);
  }
}
