package io.millrace.proof;

import static io.millrace.proof.SimulatedLives.limit;
import static io.millrace.proof.SimulatedLives.quantile;
import static io.millrace.proof.SimulatedLives.share;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Confidences are 1 - u² for a student that knows its job, and lower after a shift.
final class JumperWarningTest {
  @Test
  void theMartingaleHasTheReferenceCapital() {
    double[] block = {.01, .02, .03, .5, .9, .01};
    double[] capital = {1 / 3.0, 1 / 3.0, 1 / 3.0};
    for (int i = 0; i < 60; i++) {
      JumperWarning.step(capital, block[i % 6], 0);
    }
    assertThat(Arrays.stream(capital).sum()).isCloseTo(9885.118753, within(5e-7));
  }

  @Test
  void warnsFalselyNoOftenerThanItSays(TestReporter reporter) {
    int lives = 400;
    double warned =
        share(
            lives,
            random -> {
              JumperWarning warning = new JumperWarning(random.nextLong());
              for (int call = 0; call < 5000; call++) {
                warning.observe(confidence(random, 2));
              }
              return warning.warnings() > 0;
            });
    reporter.publishEntry("false warnings in 5,000 calls", "" + warned);
    assertThat(warned).isLessThan(limit(0.75 * JumperWarning.DELTA, lives));
  }

  @Test
  void notesAShiftOfTheConfidencesAlsoAfterALongQuiet(TestReporter reporter) {
    for (int quiet : new int[] {500, 10_000}) {
      SplittableRandom random = new SplittableRandom(9);
      double[] noted = new double[60];
      for (int life = 0; life < noted.length; life++) {
        JumperWarning warning = new JumperWarning(random.nextLong());
        for (int call = 0; call < quiet; call++) {
          warning.observe(confidence(random, 2));
        }
        noted[life] = 1;
        while (!warning.observe(confidence(random, 1))) {
          noted[life]++;
        }
        assertThat(warning.seen()).as("it forgets").isZero();
      }
      reporter.publishEntry("noted after " + quiet + ", median", "" + quantile(noted, 0.5));
      assertThat(quantile(noted, 0.5)).isLessThan(500);
    }
  }

  @Test
  void aShiftThatStaysIsTheNewNormal() {
    SplittableRandom random = new SplittableRandom(10);
    JumperWarning warning = new JumperWarning(3);
    for (int call = 0; call < 12_000; call++) {
      warning.observe(confidence(random, call < 2000 ? 2 : 1));
    }
    assertThat(warning.warnings()).isEqualTo(1);
  }

  @Test
  void tiesAreNoChange() {
    JumperWarning warning = new JumperWarning(4);
    for (int call = 0; call < 20_000; call++) {
      warning.observe(call % 2 == 0 ? 1 : 0.99);
    }
    assertThat(warning.warnings()).isZero();
    assertThat(warning.level()).isLessThan(1);
  }

  @Test
  void aStoredStateHasTheSameFuture() {
    SplittableRandom random = new SplittableRandom(11);
    JumperWarning kept = new JumperWarning(5);
    JumperWarning stored = JumperWarning.fromBytes(kept.toBytes());
    for (int call = 0; call < 2000; call++) {
      double confidence = confidence(random, call < 1000 ? 3 : 1);
      assertThat(stored.observe(confidence)).isEqualTo(kept.observe(confidence));
      stored = JumperWarning.fromBytes(stored.toBytes());
      assertThat(stored.toBytes()).isEqualTo(kept.toBytes());
    }
    assertThat(kept.warnings()).isPositive();
    assertThat(kept.toBytes()).hasSizeLessThan(700);
    assertThatThrownBy(() -> JumperWarning.fromBytes(new byte[] {'J', 7}))
        .hasMessageContaining("version 7");
  }

  private static double confidence(SplittableRandom random, double power) {
    return 1 - Math.pow(random.nextDouble(), power);
  }
}
