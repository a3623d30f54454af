package io.millrace.flywheel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// The promise, held to by simulation: of all cuts, at most delta may issue a broken certificate.
final class RecutsTest {
  private static final int CUTS = 500;
  private static final double ALPHA = 0.10;
  private static final double DELTA = 0.10;

  @Test
  void anOrdinaryStudentBreaksItsPromiseRarely() {
    assertThat(brokenShare(student(2500, c -> 0.30 - 0.28 * c))).isLessThanOrEqualTo(bar());
  }

  @Test
  void aStudentJustAboveAlphaIsRarelyCertified() {
    assertThat(brokenShare(student(2500, _ -> 0.115))).isLessThanOrEqualTo(bar());
  }

  @Test
  void aHopelessStudentIsNeverCertified() {
    Recuts recuts = student(2500, _ -> 0.45);
    for (int cut = 0; cut < 50; cut++) {
      assertThat(recuts.selective(ALPHA, DELTA, cut).coverage()).isZero();
    }
  }

  @Test
  void aThresholdWithoutABoundBreaksThePromise() {
    Recuts recuts = student(2500, c -> 0.30 - 0.28 * c);
    int broken = 0;
    for (int cut = 0; cut < CUTS; cut++) {
      broken += recuts.naive(ALPHA, cut).trueRisk() > ALPHA ? 1 : 0;
    }
    assertThat((double) broken / CUTS).isGreaterThan(2 * bar());
  }

  @Test
  void aGoodStudentIsCertifiedForAlmostEverything() {
    Recuts recuts = student(2500, _ -> 0.03);
    double sum = 0;
    for (int cut = 0; cut < 50; cut++) {
      sum += recuts.selective(ALPHA, DELTA, cut).coverage();
    }
    assertThat(sum / 50).isGreaterThan(0.99);
  }

  private static double brokenShare(Recuts recuts) {
    int broken = 0;
    for (int cut = 0; cut < CUTS; cut++) {
      broken += recuts.selective(ALPHA, DELTA, cut).trueRisk() > ALPHA ? 1 : 0;
    }
    return (double) broken / CUTS;
  }

  private static double bar() {
    return DELTA + 2 * Math.sqrt(DELTA * (1 - DELTA) / CUTS);
  }

  private static Recuts student(int n, DoubleUnaryOperator riskOfConfidence) {
    SplittableRandom random = new SplittableRandom(11);
    double[] confidence = new double[n];
    boolean[] wrong = new boolean[n];
    for (int i = 0; i < n; i++) {
      confidence[i] = random.nextDouble();
      wrong[i] = random.nextDouble() < riskOfConfidence.applyAsDouble(confidence[i]);
    }
    return Recuts.of(confidence, wrong);
  }
}
