package io.millrace.learn.route;

/// A logistic curve from a predicted gain to the probability that the cheap model's answer is as
/// good (Platt, Probabilistic Outputs for Support Vector Machines, 1999). It never rises with the
/// gain, so it keeps the order of prompts.
///
/// @param intercept the log-odds at a gain of 0
/// @param slope what a gain of 1 adds to them, below 0
record Calibration(double intercept, double slope) {
  private static final int STEPS = 50;
  private static final double PULL = 1e-3;
  private static final double FLATTEST = -1e-3;

  /// Fits the curve by maximum likelihood.
  ///
  /// @param gains as predicted for examples that were not fitted
  /// @param asGood what turned out, each in \[0, 1\]
  static Calibration of(double[] gains, double[] asGood) {
    double intercept = 0;
    double slope = 0;
    for (int step = 0; step < STEPS; step++) {
      double g0 = -PULL * intercept;
      double g1 = -PULL * slope;
      double h00 = PULL;
      double h01 = 0;
      double h11 = PULL;
      for (int i = 0; i < gains.length; i++) {
        double p = logistic(intercept + slope * gains[i]);
        double w = p * (1 - p);
        g0 += asGood[i] - p;
        g1 += (asGood[i] - p) * gains[i];
        h00 += w;
        h01 += w * gains[i];
        h11 += w * gains[i] * gains[i];
      }
      double determinant = h00 * h11 - h01 * h01;
      intercept += bounded((h11 * g0 - h01 * g1) / determinant);
      slope += bounded((h00 * g1 - h01 * g0) / determinant);
    }
    return slope <= FLATTEST ? new Calibration(intercept, slope) : flat(asGood);
  }

  private static double bounded(double move) {
    return Math.clamp(move, -3, 3);
  }

  private static Calibration flat(double[] asGood) {
    double sum = 0.5;
    for (double value : asGood) {
      sum += value;
    }
    double rate = sum / (asGood.length + 1);
    return new Calibration(Math.log(rate / (1 - rate)), FLATTEST);
  }

  double probability(double gain) {
    return logistic(intercept + slope * gain);
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
