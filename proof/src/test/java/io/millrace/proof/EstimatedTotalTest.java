package io.millrace.proof;

import static io.millrace.proof.SimulatedLives.coin;
import static io.millrace.proof.SimulatedLives.share;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

final class EstimatedTotalTest {
  private static final double DELTA = 0.05;

  @Test
  void normalQuantilesAreTheKnownOnes() {
    assertThat(NormalTail.quantile(0.025)).isCloseTo(1.959963984540054, within(1e-10));
    assertThat(NormalTail.quantile(0.05)).isCloseTo(1.6448536269514722, within(1e-10));
    assertThat(NormalTail.quantile(1e-6)).isCloseTo(4.753424308822899, within(1e-9));
    assertThat(NormalTail.quantile(0.5)).isCloseTo(0, within(1e-9));
    assertThat(NormalTail.halfWidth(0.05, 29)).isCloseTo(2.045, within(0.01));
  }

  /// Costs are a price of the input plus a skewed price of the output; calls are sampled at rates
  /// that depend on the kind of the call.
  @Test
  void coversTheTotalAboutAsOftenAsItSays(TestReporter reporter) {
    int lives = 2000;
    double missed = share(lives, random -> !covers(random, 2000, true));
    double blind = share(lives, random -> !covers(random, 2000, false));
    reporter.publishEntry("missed, ratio and plain", missed + ", " + blind);
    assertThat(missed).isLessThan(0.075);
    assertThat(blind).isLessThan(0.075);
  }

  @Test
  void aSampleOfFortyIsOnlyNearlyGoodEnough(TestReporter reporter) {
    int lives = 2000;
    double missed = share(lives, random -> !covers(random, 300, true));
    reporter.publishEntry("missed, some forty of 300 sampled", "" + missed);
    assertThat(missed).isLessThan(0.10);
  }

  @Test
  void aCovariateThatExplainsTheValuesLeavesNoDoubt() {
    double[] covariates = new double[40];
    Arrays.setAll(covariates, i -> i + 1);
    double[] values = Arrays.stream(covariates).map(x -> 3 * x).toArray();
    double[] rates = new double[40];
    Arrays.setAll(rates, i -> i % 2 == 0 ? 0.1 : 0.4);
    EstimatedTotal total =
        EstimatedTotal.of(values, covariates, rates, 10_000, DELTA).orElseThrow();
    assertThat(total.total()).isCloseTo(30_000, within(1e-6));
    assertThat(total.upper() - total.lower()).isCloseTo(0, within(1e-6));
  }

  @Test
  void aWholeSampleIsExact() {
    double[] ones = new double[50];
    Arrays.fill(ones, 1);
    double[] values = new double[50];
    Arrays.setAll(values, i -> i);
    EstimatedTotal total = EstimatedTotal.of(values, ones, ones, 50, DELTA).orElseThrow();
    assertThat(total).isEqualTo(new EstimatedTotal(50, 1225, 1225, 1225));
  }

  @Test
  void saysNothingOfFewCalls() {
    double[] few = new double[29];
    Arrays.fill(few, 1);
    assertThat(EstimatedTotal.of(few, few, few, 100, DELTA)).isEmpty();
    assertThat(EstimatedTotal.of(new double[40], new double[40], filled(40), 100, DELTA)).isEmpty();
    assertThatThrownBy(() -> EstimatedTotal.of(few, few, new double[29], 100, DELTA))
        .hasMessageContaining("0.0");
  }

  private static double[] filled(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static boolean covers(SplittableRandom random, int calls, boolean withCovariate) {
    double[] values = new double[calls];
    double[] covariates = new double[calls];
    double[] rates = new double[calls];
    double truth = 0;
    double covariateTotal = 0;
    int n = 0;
    for (int call = 0; call < calls; call++) {
      double input = 1 + 4 * random.nextDouble();
      double output = -2 * Math.log(1 - random.nextDouble());
      double covariate = withCovariate ? input : 1;
      double rate = input > 3 ? 0.2 : 0.08;
      truth += input + output;
      covariateTotal += covariate;
      if (coin(random, rate) == 1) {
        values[n] = input + output;
        covariates[n] = covariate;
        rates[n++] = rate;
      }
    }
    EstimatedTotal total =
        EstimatedTotal.of(
                Arrays.copyOf(values, n),
                Arrays.copyOf(covariates, n),
                Arrays.copyOf(rates, n),
                covariateTotal,
                DELTA)
            .orElse(new EstimatedTotal(0, truth, truth, truth));
    return total.lower() <= truth && truth <= total.upper();
  }
}
