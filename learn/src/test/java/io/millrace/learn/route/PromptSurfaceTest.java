package io.millrace.learn.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class PromptSurfaceTest {
  @Test
  void countsNumbersStepsAndOptions() {
    float[] values =
        read(
            """
            If 3 boxes cost $1,200.50, is 1/4 of them more than 20%?
            A. Yes.
            (B) No\
            """);
    assertThat(values[2]).isCloseTo(root(2), within(1e-6f)); // "A." and "Yes." look like ends
    assertThat(values[4]).isCloseTo((float) Math.log(4), within(1e-6f)); // three lines
    assertThat(values[6]).isCloseTo(root(2), within(1e-6f)); // options A and B
    assertThat(values[12]).isCloseTo(root(5), within(1e-6f)); // 3, 1,200.50, 1, 4, 20
    assertThat(values[14]).isCloseTo((float) Math.log(1201), within(1e-6f));
    assertThat(values[15]).isEqualTo(1); // a decimal
    assertThat(values[16]).isEqualTo(1); // a fraction
    assertThat(values[17]).isEqualTo(1); // a percentage
    assertThat(values[18]).isEqualTo(1); // money
    assertThat(values[19]).isEqualTo(1); // a question
    assertThat(values[25]).isCloseTo(root(2), within(1e-6f)); // more, than
    assertThat(values[27]).isEqualTo(1); // if
  }

  @Test
  void everyValueIsFiniteForAnyText() {
    for (String text : new String[] {"", "\n", "9".repeat(400), "-", "\uDC00'", "Aé三\t%"}) {
      for (float value : read(text)) {
        assertThat(value).isFinite();
      }
    }
  }

  private static float root(double value) {
    return (float) Math.sqrt(value);
  }

  private static float[] read(String text) {
    var out = new float[PromptSurface.DIMENSION];
    PromptSurface.read(text, out, 0);
    return out;
  }
}
