package io.millrace.proof;

import java.nio.ByteBuffer;

/// A fixed grid of stakes on the mean of losses in \[0, 1\]: bettor j multiplies its capital by 1 +
/// stake_j w (loss - alpha), where w in (0, 1\] is the weight of the observation.
///
/// Each stake is the one of fastest growth (Kelly) against one alternative r, for right-or-wrong
/// losses: (r - alpha) / (alpha (1 - alpha)), so that a loss of 1 multiplies by r / alpha and a
/// loss of 0 by (1 - r) / (1 - alpha). The alternatives are multiples of the odds of alpha, so they
/// stay below 1 and every factor stays above 0. Positive stakes bet on more than alpha, negative
/// ones on less.
///
/// Immutable.
final class Stakes {
  private final double[] sizes;
  private final double[] weights;

  private Stakes(double[] sizes, double[] weights) {
    this.sizes = sizes;
    this.weights = weights;
  }

  /// Bets on a risk above alpha: on odds times 1.4, 2.1, 4 and 10, weighted 2, 5, 2, 1. The second
  /// is the best bet on a risk that doubles from 0.05.
  static Stakes above(double alpha) {
    return of(alpha, new double[] {1.4, 2.1, 4, 10}, new double[] {0.2, 0.5, 0.2, 0.1});
  }

  /// Bets on a risk below alpha: on odds times 0.8, 0.6, 0.4 and 0.15, equally.
  static Stakes below(double alpha) {
    return of(alpha, new double[] {0.8, 0.6, 0.4, 0.15}, new double[] {0.25, 0.25, 0.25, 0.25});
  }

  /// One stake of a given size.
  static Stakes single(double size) {
    return new Stakes(new double[] {size}, new double[] {1});
  }

  private static Stakes of(double alpha, double[] oddsRatios, double[] weights) {
    Checks.probability("alpha", alpha);
    double[] sizes = new double[oddsRatios.length];
    for (int j = 0; j < sizes.length; j++) {
      double risk = oddsRatios[j] * alpha / (1 - alpha + oddsRatios[j] * alpha);
      sizes[j] = (risk - alpha) / (alpha * (1 - alpha));
    }
    return new Stakes(sizes, weights);
  }

  int count() {
    return sizes.length;
  }

  double size(int j) {
    return sizes[j];
  }

  /// The share of the starting capital that bettor j is given; they add up to 1.
  double weight(int j) {
    return weights[j];
  }

  /// ln of the factor of bettor j.
  ///
  /// @param gap weight times (loss - alpha)
  double logFactor(int j, double gap) {
    return Math.log1p(sizes[j] * gap);
  }

  /// ln of the weighted mean of exp(values), computed without overflow.
  double logMean(double[] values) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      greatest = Math.max(greatest, value);
    }
    if (greatest == Double.NEGATIVE_INFINITY) {
      return greatest;
    }
    double sum = 0;
    for (int j = 0; j < values.length; j++) {
      sum += weights[j] * Math.exp(values[j] - greatest);
    }
    return greatest + Math.log(sum);
  }

  /// The bettor with the greatest share of the weighted mean of exp(values).
  int leader(double[] values) {
    int best = 0;
    double bestShare = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < values.length; j++) {
      double share = values[j] + Math.log(weights[j]);
      if (share > bestShare) {
        bestShare = share;
        best = j;
      }
    }
    return best;
  }

  int byteCount() {
    return Byte.BYTES + 2 * Double.BYTES * sizes.length;
  }

  void write(ByteBuffer out) {
    out.put((byte) sizes.length);
    for (int j = 0; j < sizes.length; j++) {
      out.putDouble(sizes[j]).putDouble(weights[j]);
    }
  }

  static Stakes read(ByteBuffer in) {
    int count = in.get();
    if (count < 1) {
      throw new IllegalArgumentException("a grid of " + count + " stakes is none");
    }
    double[] sizes = new double[count];
    double[] weights = new double[count];
    for (int j = 0; j < count; j++) {
      sizes[j] = in.getDouble();
      weights[j] = in.getDouble();
    }
    return new Stakes(sizes, weights);
  }
}
