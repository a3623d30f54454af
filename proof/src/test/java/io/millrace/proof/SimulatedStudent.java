package io.millrace.proof;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/// A student whose truth is known: confidences are uniform on \[0, 1\], and a call of confidence s
/// is wrong with probability `error(s)`.
record SimulatedStudent(String name, DoubleUnaryOperator error) {
  private static final int CELLS = 2000;

  /// The curve of the project's simulations: good at the top, poor at the bottom.
  static final SimulatedStudent QUADRATIC =
      new SimulatedStudent("quadratic", s -> 0.45 * (1 - s) * (1 - s) + 0.002);

  static final SimulatedStudent FLAT_THEN_STEEP =
      new SimulatedStudent("flat, then steep", s -> s > 0.4 ? 0.02 : 0.02 + (0.4 - s));
  static final SimulatedStudent NEARLY_PERFECT =
      new SimulatedStudent("nearly perfect", s -> 0.002 + 0.04 * Math.pow(1 - s, 3));
  static final SimulatedStudent WORST_AT_THE_TOP =
      new SimulatedStudent(
          "worst at the top", s -> (s > 0.93 ? 0.2 : 0.04) + 0.5 * Math.pow(1 - s, 3));
  static final SimulatedStudent NOISY_TEACHER =
      new SimulatedStudent("noisy teacher", s -> 0.03 + 0.5 * Math.pow(1 - s, 4));

  static SimulatedStudent flat(double risk) {
    return new SimulatedStudent("flat " + risk, _ -> risk);
  }

  static List<SimulatedStudent> all() {
    return List.of(
        QUADRATIC,
        FLAT_THEN_STEEP,
        NEARLY_PERFECT,
        WORST_AT_THE_TOP,
        NOISY_TEACHER,
        flat(0.105),
        flat(0.3));
  }

  Outcomes draw(int n, SplittableRandom random) {
    double[] confidence = new double[n];
    boolean[] wrong = new boolean[n];
    for (int i = 0; i < n; i++) {
      confidence[i] = random.nextDouble();
      wrong[i] = random.nextDouble() < error.applyAsDouble(confidence[i]);
    }
    return Outcomes.ofWrong(confidence, wrong);
  }

  /// Losses of a tenth each for ten fields that err independently.
  Outcomes drawFields(int n, SplittableRandom random) {
    double[] confidence = new double[n];
    double[] loss = new double[n];
    for (int i = 0; i < n; i++) {
      confidence[i] = random.nextDouble();
      int wrong = 0;
      for (int field = 0; field < 10; field++) {
        wrong += random.nextDouble() < error.applyAsDouble(confidence[i]) ? 1 : 0;
      }
      loss[i] = wrong / 10.0;
    }
    return Outcomes.ofLosses(confidence, loss);
  }

  /// The true risk of the calls whose confidence is at least a threshold below 1.
  double riskFrom(double threshold) {
    double width = (1 - threshold) / CELLS;
    double sum = 0;
    for (int i = 0; i < CELLS; i++) {
      sum += error.applyAsDouble(threshold + (i + 0.5) * width);
    }
    return sum / CELLS;
  }

  /// The greatest coverage whose true risk is at most alpha.
  double oracleCoverage(double alpha) {
    double[] thresholds = new double[1000];
    Arrays.setAll(thresholds, i -> i / 1000.0);
    return 1 - Arrays.stream(thresholds).filter(t -> riskFrom(t) <= alpha).findFirst().orElse(1);
  }

  @Override
  public String toString() {
    return name;
  }
}
