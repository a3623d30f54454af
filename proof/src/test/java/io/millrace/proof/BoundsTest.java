package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BoundsTest {
  @Test
  void exactBoundAndTestNeverDisagree() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 2000; trial++) {
      int n = random.nextInt(1, 400);
      int wrong = random.nextInt(0, n + 1);
      double alpha = random.nextDouble(0.001, 0.999);
      double delta = random.nextDouble(0.001, 0.5);
      assertThat(ClopperPearson.pValue(wrong, n, alpha) <= delta)
          .as("%d of %d, alpha %s, delta %s", wrong, n, alpha, delta)
          .isEqualTo(ClopperPearson.upper(wrong, n, delta) <= alpha);
    }
  }

  @Test
  void exactBoundsHoldTheSeenRateBetweenThemAndMirrorEachOther() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 500; trial++) {
      int n = random.nextInt(1, 300);
      int wrong = random.nextInt(0, n + 1);
      double lower = ClopperPearson.lower(wrong, n, 0.05);
      double upper = ClopperPearson.upper(wrong, n, 0.05);
      assertThat((double) wrong / n).isBetween(lower, upper);
      assertThat(lower).isCloseTo(1 - ClopperPearson.upper(n - wrong, n, 0.05), within(1e-12));
    }
  }

  @Test
  void exactBoundSolvesItsEquation() {
    assertThat(ClopperPearson.upper(0, 100, 0.05))
        .isCloseTo(1 - Math.pow(0.05, 1 / 100.0), within(1e-14));
    assertThat(ClopperPearson.upper(4, 4, 0.05)).isEqualTo(1);
    assertThat(ClopperPearson.upper(0, 0, 0.05)).isEqualTo(1);
    assertThat(ClopperPearson.lower(0, 100, 0.05)).isZero();
    assertThat(ClopperPearson.lower(1, 1_000_000, 0.05))
        .isCloseTo(-Math.expm1(Math.log(0.95) / 1e6), withinPercentage(1e-9));
  }

  @Test
  void boundsRiseWithErrorsAndFallWithCallsAndWithDelta() {
    for (int wrong = 0; wrong < 30; wrong++) {
      double upper = ClopperPearson.upper(wrong, 300, 0.05);
      assertThat(ClopperPearson.upper(wrong + 1, 300, 0.05)).isGreaterThan(upper);
      assertThat(ClopperPearson.upper(wrong, 301, 0.05)).isLessThan(upper);
      assertThat(ClopperPearson.upper(wrong, 300, 0.06)).isLessThan(upper);
      double bentkus = HoeffdingBentkus.upper(wrong, 300, 0.05);
      assertThat(bentkus).isGreaterThanOrEqualTo(upper);
      assertThat(HoeffdingBentkus.upper(wrong + 0.5, 300, 0.05)).isGreaterThan(bentkus);
    }
  }

  @Test
  void hoeffdingBentkusBoundAndTestNeverDisagree() {
    SplittableRandom random = new SplittableRandom(4);
    for (int trial = 0; trial < 1000; trial++) {
      int n = random.nextInt(1, 400);
      double sum = random.nextDouble() * n;
      double alpha = random.nextDouble(0.001, 0.999);
      double delta = random.nextDouble(0.001, 0.5);
      assertThat(HoeffdingBentkus.pValue(sum, n, alpha) <= delta)
          .isEqualTo(HoeffdingBentkus.upper(sum, n, delta) <= alpha);
    }
  }

  @Test
  void hoeffdingBentkusHandlesItsCorners() {
    assertThat(HoeffdingBentkus.pValue(0, 0, 0.1)).isEqualTo(1);
    assertThat(HoeffdingBentkus.pValue(10, 100, 0.1)).isEqualTo(1);
    assertThat(HoeffdingBentkus.pValue(0, 50, 0.1)).isCloseTo(Math.pow(0.9, 50), within(1e-15));
    assertThatThrownBy(() -> HoeffdingBentkus.pValue(11, 10, 0.1)).hasMessageContaining("11");
  }

  @Test
  void bettingBoundAndTestNeverDisagree() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 300; trial++) {
      double[] losses = losses(random, random.nextInt(1, 300));
      double alpha = random.nextDouble(0.01, 0.6);
      double delta = random.nextDouble(0.01, 0.3);
      double upper = Betting.upper(losses, delta);
      if (Math.abs(upper - alpha) > 1e-12) {
        assertThat(Betting.pValue(losses, alpha, delta) <= delta).isEqualTo(upper <= alpha);
      }
    }
  }

  @Test
  void bettingBoundsHoldTheMeanBetweenThemAndShrink() {
    SplittableRandom random = new SplittableRandom(6);
    double[] losses = losses(random, 2000);
    double[] few = Arrays.copyOf(losses, 200);
    Betting.Interval interval = Betting.interval(losses, 0.05);
    Betting.Interval wide = Betting.interval(few, 0.05);
    double mean = Arrays.stream(losses).average().orElseThrow();

    assertThat(mean).isBetween(interval.lower(), interval.upper());
    assertThat(interval.upper() - interval.lower()).isLessThan(wide.upper() - wide.lower());
    assertThat(Betting.upper(losses, 0.05)).isBetween(mean, interval.upper());
    assertThat(Betting.upper(new double[0], 0.05)).isEqualTo(1);
  }

  @Test
  void bettingMissesTheMeanNoOftenerThanPromised() {
    SplittableRandom random = new SplittableRandom(7);
    int runs = 1000;
    double delta = 0.1;
    int overshot = 0;
    int missed = 0;
    for (int run = 0; run < runs; run++) {
      double[] losses = new double[200];
      Arrays.setAll(losses, _ -> random.nextDouble() < 0.1 ? random.nextDouble() : 0);
      overshot += Betting.upper(losses, delta) < 0.05 ? 1 : 0;
      Betting.Interval interval = Betting.interval(losses, delta);
      missed += interval.lower() > 0.05 || interval.upper() < 0.05 ? 1 : 0;
    }
    double limit = runs * delta + 2 * Math.sqrt(runs * delta * (1 - delta));
    assertThat((double) overshot).isBetween(1.0, limit);
    assertThat((double) missed).isLessThan(limit);
  }

  @Test
  void bettingGainsFromLossesThatVaryLittle() {
    double[] losses = new double[500];
    Arrays.setAll(losses, i -> i % 2 == 0 ? 0.02 : 0.06);
    double sum = Arrays.stream(losses).sum();
    assertThat(Betting.upper(losses, 0.05))
        .isLessThan(HoeffdingBentkus.upper(sum, 500, 0.05) - 0.01);
  }

  @Test
  void refusesLossesAndStakesOutOfRange() {
    assertThatThrownBy(() -> Betting.upper(new double[] {0.1, 1.1}, 0.05))
        .hasMessageContaining("1.1");
    assertThatThrownBy(() -> Betting.logEValue(new double[] {0.1}, 0.05, 20))
        .hasMessageContaining("20");
    assertThatThrownBy(() -> ClopperPearson.upper(5, 4, 0.05)).hasMessageContaining("5 of 4");
    assertThatThrownBy(() -> ClopperPearson.upper(1, 4, 0)).hasMessageContaining("delta");
  }

  private static double[] losses(SplittableRandom random, int n) {
    double scale = random.nextDouble();
    double[] losses = new double[n];
    Arrays.setAll(losses, _ -> random.nextDouble() * scale);
    return losses;
  }
}
