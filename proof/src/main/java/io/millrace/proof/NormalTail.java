package io.millrace.proof;

/// The standard normal distribution's quantiles, for asymptotic intervals.
final class NormalTail {
  private static final double WIDEST = 8;

  private NormalTail() {}

  /// The x that a standard normal exceeds with probability `tail`.
  ///
  /// @param tail in \[1e-12, 0.5\]
  static double quantile(double tail) {
    return WIDEST * Root.leastTrue(share -> upper(WIDEST * share) <= tail);
  }

  /// Half the width, in standard errors, of a two-sided interval at level 1 - delta with an
  /// estimated variance: the normal quantile widened to Student's t (Fisher's expansion to first
  /// order).
  static double halfWidth(double delta, int degrees) {
    double z = quantile(delta / 2);
    return z + z * (z * z + 1) / (4.0 * degrees);
  }

  /// P(X > x) for x >= 0, by the series of the error function, or for large x by its continued
  /// fraction.
  private static double upper(double x) {
    double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    if (x > 4) {
      double fraction = x;
      for (int k = 60; k > 0; k--) {
        fraction = x + k / fraction;
      }
      return density / fraction;
    }
    double term = x;
    double sum = x;
    for (int k = 3; term > sum * 1e-17; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
}
