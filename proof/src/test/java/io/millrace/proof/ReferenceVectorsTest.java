package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Known answers, to the last digit given.
final class ReferenceVectorsTest {
  private static final Offset<Double> SIX = within(5e-7);
  private static final Offset<Double> NINE = within(5e-10);
  private static final Offset<Double> TEN = within(5e-11);

  @Test
  void clopperPearsonUpperBounds() {
    assertThat(ClopperPearson.upper(0, 100, 0.05)).isCloseTo(0.029513, SIX);
    assertThat(ClopperPearson.upper(3, 200, 0.05)).isCloseTo(0.038310, SIX);
    assertThat(ClopperPearson.upper(10, 500, 0.1)).isCloseTo(0.030647, SIX);
    assertThat(ClopperPearson.pValue(15, 500, 0.05)).isCloseTo(0.019858377, NINE);
  }

  @Test
  void hoeffdingBentkusPValues() {
    assertThat(HoeffdingBentkus.pValue(10, 500, 0.05)).isCloseTo(0.0012504291, TEN);
    assertThat(HoeffdingBentkus.pValue(0, 100, 0.05)).isCloseTo(0.0059205292, TEN);
    assertThat(HoeffdingBentkus.pValue(30, 1000, 0.05)).isCloseTo(0.0034714305, TEN);
    assertThat(HoeffdingBentkus.pValue(0, 59, 0.05)).isCloseTo(0.048494525, NINE);
  }

  @Test
  void bettingUpperBounds() {
    double[] rare = IntStream.range(0, 1000).mapToDouble(i -> i % 40 == 0 ? 1 : 0).toArray();
    double[] small = IntStream.range(0, 500).mapToDouble(i -> 37 * i % 101 / 1000.0).toArray();

    assertThat(Betting.upper(rare, 0.05)).isCloseTo(0.040474907, NINE);
    assertThat(Betting.upper(small, 0.05)).isCloseTo(0.056587251, NINE);
    assertThat(Arrays.stream(small).average().orElseThrow()).isCloseTo(0.049994, SIX);
  }

  @Test
  void sequentialQuantities() {
    double[] everyTenth = IntStream.range(0, 200).mapToDouble(i -> i % 10 == 0 ? 1 : 0).toArray();
    double[] block = {.01, .02, .03, .5, .9, .01};
    double[] pValues = IntStream.range(0, 60).mapToDouble(i -> block[i % 6]).toArray();

    assertThat(Betting.logEValue(everyTenth, 0.05, 2)).isCloseTo(2.329321921, NINE);
    assertThat(AnytimeValid.asymptoticRho(0.05, 100)).isCloseTo(0.296341027, NINE);
    assertThat(AnytimeValid.asymptoticMargin(100, 0.25, 0.05, 100)).isCloseTo(0.161333366, NINE);
    assertThat(AnytimeValid.mixtureRatio(1000, 0.05, 0, 0.5, 0.01)).isCloseTo(2.360069723, NINE);
    assertThat(AnytimeValid.jumperCapital(pValues, 0.01)).isCloseTo(9885.118753, SIX);
    assertThat(AnytimeValid.trackAndStopThreshold(1000, 0.05)).isCloseTo(5.063576, SIX);
  }

  @Test
  void countsAreNotRecoveredFromMeans() {
    int[][] traps = {{25, 7}, {25, 14}, {29, 15}, {35, 29}, {38, 21}};
    for (int[] trap : traps) {
      int n = trap[0];
      int wrong = trap[1];
      double mean = (double) wrong / n;
      assertThat(Math.ceil(n * mean)).as("the trap is real for %d", n).isNotEqualTo(wrong);

      double alpha = mean + 0.2 * (1 - mean);
      double bentkus = Math.E * Binomial.cdf(wrong, n, alpha);
      double hoeffding = Math.exp(-n * HoeffdingBentkus.relativeEntropy(mean, alpha));
      double expected = Math.min(1, Math.min(bentkus, hoeffding));
      assertThat(HoeffdingBentkus.pValue(wrong, n, alpha)).isEqualTo(expected);
    }
  }

  @Test
  void aSumThatIsWholeButForRoundingIsThatWhole() {
    assertThat(HoeffdingBentkus.pValue(Math.nextUp(10.0), 500, 0.05))
        .isCloseTo(HoeffdingBentkus.pValue(10, 500, 0.05), within(1e-12))
        .isLessThan(HoeffdingBentkus.pValue(10.001, 500, 0.05));
  }
}
