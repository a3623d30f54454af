package io.millrace.learn.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WordSharesTest {
  @Test
  void scoresAreSmoothedLogarithmsOfSharesLessTheirMean() {
    // Label 0 has feature 0 with mass 3; label 1 has mass 1 of feature 0 and 4 of feature 1.
    int[][] rows = {{0}, {0, 1}};
    float[][] values = {{8}, {4, 16}};
    float[][] scores = WordShares.scores(rows, values, new int[] {0, 1}, new float[] {3, 2}, 2, 2);
    double[] first = {Math.log((3 + 200 * 4 / 8.0) / 203), Math.log((1 + 200 * 4 / 8.0) / 205)};
    double[] second = {Math.log((0 + 200 * 4 / 8.0) / 203), Math.log((4 + 200 * 4 / 8.0) / 205)};
    assertThat(scores[0][0]).isCloseTo((float) ((first[0] - first[1]) / 2), within(1e-6f));
    assertThat(scores[0][1]).isCloseTo((float) ((first[1] - first[0]) / 2), within(1e-6f));
    assertThat(scores[1][0]).isCloseTo((float) ((second[0] - second[1]) / 2), within(1e-6f));
    assertThat(scores[1][1]).isCloseTo((float) ((second[1] - second[0]) / 2), within(1e-6f));
  }

  @Test
  void aLabelWithoutTextsGetsTheLowestScoreOfTheOthers() {
    int[][] rows = {{0}, {0, 1}};
    float[][] values = {{8}, {4, 16}};
    float[][] scores = WordShares.scores(rows, values, new int[] {0, 2}, new float[] {1, 1}, 2, 3);
    for (float[] row : scores) {
      assertThat(row[1]).isEqualTo(Math.min(row[0], row[2]));
    }
  }

  @Test
  void aFeatureOfNoTextScoresNothing() {
    float[][] scores =
        WordShares.scores(
            new int[][] {{0}, {0}},
            new float[][] {{8}, {8}},
            new int[] {0, 1},
            new float[] {1, 1},
            2,
            2);
    assertThat(scores[1]).containsOnly(0f);
  }

  @Test
  void featuresOfOneLabelSpeakForItAndEveryRowSumsToNothing() {
    var random = new SplittableRandom(11);
    int texts = 200;
    int labels = 4;
    var rows = new int[texts][];
    var values = new float[texts][];
    var labelOf = new int[texts];
    var importance = new float[texts];
    for (int i = 0; i < texts; i++) {
      labelOf[i] = random.nextInt(labels);
      rows[i] = new int[] {labelOf[i], labels + random.nextInt(20)};
      values[i] = new float[] {(float) (1 + random.nextDouble()), (float) random.nextDouble()};
      importance[i] = 1 + random.nextInt(3);
    }
    float[][] scores = WordShares.scores(rows, values, labelOf, importance, labels + 20, labels);
    for (int feature = 0; feature < scores.length; feature++) {
      float sum = 0;
      for (float score : scores[feature]) {
        sum += score;
      }
      assertThat(sum).isCloseTo(0, within(1e-4f));
    }
    for (int c = 0; c < labels; c++) {
      int label = c;
      assertThat(Arrays.stream(new int[] {0, 1, 2, 3}).filter(l -> l != label))
          .allMatch(l -> scores[label][label] > scores[label][l] + 0.1f);
    }
  }
}
