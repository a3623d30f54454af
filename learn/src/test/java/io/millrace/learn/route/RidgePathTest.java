package io.millrace.learn.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RidgePathTest {
  @Test
  void eachPenaltyIsSolvedAsByElimination() {
    var examples = Questions.of(60, 11);
    int n = examples.size();
    var features =
        PromptFeatures.of(examples.stream().map(RouteExample::prompt).toList(), false, 1);
    int[] rows = IntStream.range(0, n).toArray();
    var design = new Design(features, rows);
    float[] prior = design.prior(new Blend(0.2, 0.3, 0.5, 0));
    double[] gains = examples.stream().mapToDouble(RouteExample::gain).toArray();
    double mean = IntStream.of(rows).mapToDouble(i -> gains[i]).average().orElseThrow();
    var path = new RidgePath(design, rows, gains, prior, n);
    for (double penalty : new double[] {0.5, 8, 100}) {
      double[] expected = eliminated(design, prior, gains, mean, penalty);
      float[] weights = path.weights(penalty);
      for (int i = 0; i < n; i++) {
        assertThat(design.times(i, weights)).isCloseTo(expected[i], within(2e-4));
      }
    }
  }

  @Test
  void thePriorVarianceOfAPromptHasAMeanOfOne() {
    var examples = Questions.of(80, 12);
    var features =
        PromptFeatures.of(examples.stream().map(RouteExample::prompt).toList(), false, 1);
    int[] rows = IntStream.range(0, 80).toArray();
    var design = new Design(features, rows);
    float[] prior = design.prior(new Blend(0, 0, 1, 0));
    double sum = 0;
    for (int row : rows) {
      sum += kernel(design, prior, row, 80)[row];
    }
    assertThat(sum / 80).isCloseTo(1, within(1e-3));
  }

  private static double[] kernel(Design design, float[] prior, int row, int n) {
    var weights = new float[design.width()];
    design.weights(new int[] {row}, new double[] {1}, prior, weights);
    return IntStream.range(0, n).mapToDouble(i -> design.times(i, weights)).toArray();
  }

  /// K (K + penalty I)^-1 (gains - mean), by Gaussian elimination.
  private static double[] eliminated(
      Design design, float[] prior, double[] gains, double mean, double penalty) {
    int n = gains.length;
    var kernel = new double[n][];
    var system = new double[n][n + 1];
    for (int i = 0; i < n; i++) {
      kernel[i] = kernel(design, prior, i, n);
      System.arraycopy(kernel[i], 0, system[i], 0, n);
      system[i][i] += penalty;
      system[i][n] = gains[i] - mean;
    }
    for (int p = 0; p < n; p++) {
      for (int i = p + 1; i < n; i++) {
        double factor = system[i][p] / system[p][p];
        for (int j = p; j <= n; j++) {
          system[i][j] -= factor * system[p][j];
        }
      }
    }
    var dual = new double[n];
    for (int p = n - 1; p >= 0; p--) {
      double right = system[p][n];
      for (int j = p + 1; j < n; j++) {
        right -= system[p][j] * dual[j];
      }
      dual[p] = right / system[p][p];
    }
    var out = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        out[i] += kernel[i][j] * dual[j];
      }
    }
    return out;
  }
}
