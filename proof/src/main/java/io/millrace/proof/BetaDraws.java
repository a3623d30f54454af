package io.millrace.proof;

import java.util.random.RandomGenerator;

/// Draws from beta distributions. One thread at a time, as its generator.
final class BetaDraws {
  private final RandomGenerator random;

  BetaDraws(RandomGenerator random) {
    this.random = random;
  }

  double next(double a, double b) {
    double x = gamma(a);
    double y = gamma(b);
    return x + y > 0 ? x / (x + y) : a / (a + b);
  }

  /// Marsaglia and Tsang, A Simple Method for Generating Gamma Variables, ACM TOMS 2000; for shapes
  /// under 1 with their power of a uniform.
  private double gamma(double shape) {
    if (shape < 1) {
      return gamma(shape + 1) * Math.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1 / 3.0;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      if (v > 0) {
        double cube = v * v * v;
        double limit = 0.5 * x * x + d - d * cube + d * Math.log(cube);
        if (Math.log(1 - random.nextDouble()) < limit) {
          return d * cube;
        }
      }
    }
  }
}
