package io.millrace.flywheel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SamplingTest {
  @Test
  void callsThatNobodyNotedAreCertain() {
    assertThat(Sampling.CERTAIN.probability("a")).isEqualTo(1);
    assertThat(Sampling.CERTAIN.withheld("a")).isFalse();
  }

  @Test
  void remembersManyCalls() {
    var sampling = new Sampling();
    for (int i = 0; i < 10_000; i++) {
      sampling.put("call-" + i, i % 5 / 4.0, i % 3 > 0);
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(sampling.probability("call-" + i)).isEqualTo(i % 5 / 4.0);
      assertThat(sampling.withheld("call-" + i)).isEqualTo(i % 3 == 0);
    }
    assertThat(sampling.probability("another")).isEqualTo(1);
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatThrownBy(() -> new Sampling().put("a", 1.1, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Sampling().put("a", Double.NaN, true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
