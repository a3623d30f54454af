package io.millrace.proof;

import static io.millrace.proof.SimulatedLives.ALPHA;
import static io.millrace.proof.SimulatedLives.DELTA;
import static io.millrace.proof.SimulatedLives.coin;
import static io.millrace.proof.SimulatedLives.limit;
import static io.millrace.proof.SimulatedLives.share;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

final class WeightedRiskTest {
  private static final double[] RATES = {0.1, 0.5};

  @Test
  void isTheBettingBoundWhereAllAreEqual() {
    double[] small = IntStream.range(0, 500).mapToDouble(i -> 37 * i % 101 / 1000.0).toArray();
    double[] rates = new double[500];
    Arrays.fill(rates, 0.2);
    WeightedRisk risk = WeightedRisk.of(small, rates, 0.2, 500, 0.06, 0.05);

    assertThat(risk.upper()).isCloseTo(0.056587251, within(5e-10));
    assertThat(risk.pValue()).isCloseTo(Betting.pValue(small, 0.06, 0.05), within(1e-12));
    assertThat(risk.estimate()).isCloseTo(0.049994, within(5e-7));
    assertThat(risk.effective()).isCloseTo(500, within(1e-6));
    assertThat(risk.holds()).isTrue();
  }

  @Test
  void theRiskIsAboveTheBoundInAtMostDeltaOfSamples(TestReporter reporter) {
    int lives = 1000;
    double above = share(lives, random -> sample(random, ALPHA, 3000).upper() < ALPHA);
    reporter.publishEntry("risk above the weighted bound", "" + above);
    assertThat(above).isLessThan(limit(DELTA, lives));
  }

  @Test
  void certifiesAtAlphaInAtMostDeltaOfSamplesAndAnUnweightedBoundInMore(TestReporter reporter) {
    int lives = 1000;
    double weighted = share(lives, random -> sample(random, ALPHA, 3000).holds());
    double unweighted = share(lives, random -> unweighted(random, ALPHA, 3000).holds());
    reporter.publishEntry("certified at alpha, weighted", "" + weighted);
    reporter.publishEntry("certified at alpha, unweighted", "" + unweighted);
    assertThat(weighted).isLessThan(limit(DELTA, lives));
    assertThat(unweighted).isGreaterThan(limit(DELTA, lives));
  }

  @Test
  void certifiesAStudentThatIsGoodEnough(TestReporter reporter) {
    double certified = share(300, random -> sample(random, ALPHA / 2, 10_000).holds());
    reporter.publishEntry("certified at half of alpha", "" + certified);
    assertThat(certified).isGreaterThan(0.9);
  }

  @Test
  void testAndBoundAgree() {
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 50; run++) {
      WeightedRisk risk = sample(random, 0.7 * ALPHA, 3000);
      assertThat(risk.holds()).isEqualTo(risk.upper() <= ALPHA);
      assertThat(risk.effective()).isLessThanOrEqualTo(risk.n());
    }
  }

  @Test
  void nothingObservedBoundsNothing() {
    WeightedRisk none = WeightedRisk.of(new double[0], new double[0], 0.1, 100, 0.05, 0.05);
    assertThat(none.upper()).isEqualTo(1);
    assertThat(none.pValue()).isEqualTo(1);
    assertThat(none.estimate()).isNaN();
    assertThatThrownBy(
            () -> WeightedRisk.of(new double[1], new double[] {0.05}, 0.1, 100, 0.05, 0.05))
        .hasMessageContaining("0.05");
  }

  /// Hard calls, a third of all, are observed with one in two, the others with one in ten and with
  /// a risk three times as high.
  private static WeightedRisk sample(SplittableRandom random, double risk, int calls) {
    return draw(random, risk, calls, true);
  }

  private static WeightedRisk unweighted(SplittableRandom random, double risk, int calls) {
    return draw(random, risk, calls, false);
  }

  private static WeightedRisk draw(
      SplittableRandom random, double risk, int calls, boolean weighted) {
    double[] losses = new double[calls];
    double[] rates = new double[calls];
    int n = 0;
    for (int call = 0; call < calls; call++) {
      int kind = random.nextInt(3) == 0 ? 1 : 0;
      double loss = coin(random, risk * (kind == 1 ? 3 : 9) / 7);
      if (coin(random, RATES[kind]) == 1) {
        losses[n] = loss;
        rates[n++] = weighted ? RATES[kind] : 1;
      }
    }
    int planned = (int) (calls * (RATES[0] * 2 + RATES[1]) / 3);
    return WeightedRisk.of(
        Arrays.copyOf(losses, n),
        Arrays.copyOf(rates, n),
        weighted ? RATES[0] : 1,
        planned,
        ALPHA,
        DELTA);
  }
}
