package io.millrace.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

final class SampleOptionsTest {

  @Test
  void theDefaultsAreTheDemo() {
    assertThat(SampleOptions.defaults())
        .isEqualTo(new SampleOptions(1, 12_000, LocalDate.of(2026, 9, 1), 14));
  }

  @Test
  void refusesALogWithoutCallsOrDays() {
    var day = LocalDate.of(2026, 9, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> new SampleOptions(1, 0, day, 14));
    assertThatIllegalArgumentException().isThrownBy(() -> new SampleOptions(1, 5, day, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new SampleOptions(1, 5, day, 3_661));
  }
}
