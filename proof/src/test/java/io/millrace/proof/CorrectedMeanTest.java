package io.millrace.proof;

import static io.millrace.proof.SimulatedLives.coin;
import static io.millrace.proof.SimulatedLives.limit;
import static io.millrace.proof.SimulatedLives.share;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// People agree with 80 of 100 answers; the judge says so too with a probability of its own, and
/// says so wrongly with another.
final class CorrectedMeanTest {
  private static final double TRUTH = 0.8;
  private static final double DELTA = 0.1;

  @ParameterizedTest
  @CsvSource({"1, 0", ".97, .1", ".9, .6", ".5, .5"})
  void coversTheTruthWhateverTheJudge(double right, double wrong, TestReporter reporter) {
    int lives = 100;
    double missed =
        share(
            lives,
            random -> {
              CorrectedMean mean = draw(random, 1000, 200, right, wrong);
              return mean.lower() > TRUTH || mean.upper() < TRUTH;
            });
    double missedDrawn =
        share(
            lives,
            random -> {
              CorrectedMean mean = drawn(random, 1000, right, wrong);
              return mean.lower() > TRUTH || mean.upper() < TRUTH;
            });
    reporter.publishEntry("missed, judge " + right + " " + wrong, missed + ", " + missedDrawn);
    assertThat(missed).isLessThan(limit(DELTA, lives));
    assertThat(missedDrawn).isLessThan(limit(DELTA, lives));
  }

  @Test
  void aGoodJudgeMakesItNarrowerThanTheLabelsAlone() {
    SplittableRandom random = new SplittableRandom(1);
    CorrectedMean good = drawn(random, 4000, 0.99, 0.03);
    double[] labels = new double[good.labelled()];
    Arrays.setAll(labels, _ -> coin(random, TRUTH));
    Betting.Interval alone = Betting.interval(labels, DELTA);
    assertThat(good.upper() - good.lower()).isLessThan(0.75 * (alone.upper() - alone.lower()));
    assertThat(good.estimate()).isBetween(good.lower(), good.upper());
    assertThat(good.estimate()).isCloseTo(TRUTH, within(0.03));
  }

  @Test
  void aLargeJudgedSampleMakesTheSeparateOneNarrowerToo() {
    CorrectedMean few = draw(new SplittableRandom(4), 1000, 500, 0.99, 0.03);
    CorrectedMean many = draw(new SplittableRandom(4), 16_000, 500, 0.99, 0.03);
    assertThat(many.upper() - many.lower()).isLessThan(0.8 * (few.upper() - few.lower()));
  }

  @Test
  void theNaiveMeanOfABiasedJudgeIsWrongAndItsCorrectionIsNot() {
    CorrectedMean flattered = draw(new SplittableRandom(2), 2000, 200, 1, 0.7);
    assertThat(flattered.judge()).isCloseTo(0.94, within(0.02));
    assertThat(flattered.upper()).isLessThan(0.92);
    assertThat(flattered.lower()).isLessThan(TRUTH);
    assertThat(flattered.judged()).isEqualTo(2000);
    assertThat(flattered.labelled()).isEqualTo(200);
  }

  @Test
  void needsALabelledSample() {
    assertThatThrownBy(() -> CorrectedMean.of(new double[3], new double[0], new double[0], DELTA))
        .hasMessageContaining("0 truths");
  }

  /// Judged items, of which the first are labelled.
  private static CorrectedMean draw(
      SplittableRandom random, int items, int labelled, double right, double wrong) {
    double[] judged = new double[items];
    double[] truth = new double[items];
    for (int i = 0; i < items; i++) {
      truth[i] = coin(random, TRUTH);
      judged[i] = coin(random, truth[i] == 1 ? right : wrong);
    }
    return CorrectedMean.of(
        judged, Arrays.copyOf(judged, labelled), Arrays.copyOf(truth, labelled), DELTA);
  }

  /// Items of which one in ten is drawn for a label, or one in five where the judge said no.
  private static CorrectedMean drawn(
      SplittableRandom random, int items, double right, double wrong) {
    double[] judged = new double[items];
    double[] truth = new double[items];
    double[] rates = new double[items];
    for (int i = 0; i < items; i++) {
      double agrees = coin(random, TRUTH);
      judged[i] = coin(random, agrees == 1 ? right : wrong);
      rates[i] = judged[i] == 1 ? 0.1 : 0.2;
      truth[i] = coin(random, rates[i]) == 1 ? agrees : Double.NaN;
    }
    return CorrectedMean.drawn(judged, truth, rates, DELTA);
  }
}
