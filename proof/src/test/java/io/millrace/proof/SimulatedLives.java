package io.millrace.proof;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// Many lives of one method, seeded, and what may be asked of their shares.
final class SimulatedLives {
  static final double ALPHA = 0.05;
  static final double DELTA = 0.05;

  private SimulatedLives() {}

  /// The share of lives in which something happens.
  static double share(int lives, Predicate<SplittableRandom> happens) {
    SplittableRandom random = new SplittableRandom(20261125);
    int count = 0;
    for (int life = 0; life < lives; life++) {
      count += happens.test(random.split()) ? 1 : 0;
    }
    return (double) count / lives;
  }

  /// A share that a method with a failure probability of `delta` stays under: two standard errors
  /// above it.
  static double limit(double delta, int lives) {
    return delta + 2 * Math.sqrt(delta * (1 - delta) / lives);
  }

  static double coin(SplittableRandom random, double probability) {
    return random.nextDouble() < probability ? 1 : 0;
  }

  static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1.0, Math.floor(share * sorted.length))];
  }
}
