package io.millrace.proof;

import java.util.OptionalInt;
import java.util.function.IntPredicate;

/// How many calls an exact binomial certificate needs: an error rate of at most `alpha` is
/// certified at level `delta` when P(Bin(n, alpha) <= wrong) <= delta.
public final class SampleSize {
  /// The most calls that are ever asked for; beyond it the answer is "no practical number".
  public static final int MOST_CALLS = 200_000;

  private SampleSize() {}

  /// The least n at which `wrong` errors still certify.
  public static int leastCalls(double alpha, double delta, int wrong) {
    Checks.probability("alpha", alpha);
    Checks.probability("delta", delta);
    if (wrong < 0) {
      throw new IllegalArgumentException("wrong must not be negative: " + wrong);
    }
    int high = Math.max(16, wrong + 1);
    while (!certifies(wrong, high, alpha, delta)) {
      high = Math.multiplyExact(high, 2);
    }
    return leastTrue(wrong, high, n -> certifies(wrong, n, alpha, delta));
  }

  /// The most errors among n that still certify, or -1 where not even none would do.
  public static int maxErrors(int n, double alpha, double delta) {
    Checks.probability("alpha", alpha);
    Checks.probability("delta", delta);
    return leastTrue(-1, n, wrong -> !certifies(wrong, n, alpha, delta)) - 1;
  }

  /// The probability that n calls with a true error rate of `trueRisk` certify.
  public static double passProbability(int n, double alpha, double delta, double trueRisk) {
    return Binomial.cdf(maxErrors(n, alpha, delta), n, trueRisk);
  }

  /// The number of calls from which on a true error rate of `trueRisk` certifies with probability
  /// `power` or more; empty where the rate is not below `alpha`, or so near that it would take more
  /// than {@link #MOST_CALLS}.
  ///
  /// The pass probability has teeth: it jumps where one more error is allowed and falls slowly
  /// until the next jump. The answer is the first n of the first tooth that stays tall enough to
  /// its end.
  public static OptionalInt callsNeeded(double alpha, double delta, double trueRisk, double power) {
    Checks.unit("trueRisk", trueRisk);
    Checks.probability("power", power);
    if (trueRisk >= alpha) {
      return OptionalInt.empty();
    }
    IntPredicate tall = wrong -> weakestOfTooth(wrong, alpha, delta, trueRisk) >= power;
    int high = 1;
    while (!tall.test(high)) {
      high *= 2;
      if (high > MOST_CALLS * alpha) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(leastCalls(alpha, delta, leastTrue(-1, high, tall)));
  }

  /// The pass probability at the greatest n that allows just so many errors.
  private static double weakestOfTooth(int wrong, double alpha, double delta, double trueRisk) {
    return Binomial.cdf(wrong, leastCalls(alpha, delta, wrong + 1) - 1, trueRisk);
  }

  /// The least integer above `low` that satisfies a monotone condition which `high` satisfies.
  private static int leastTrue(int low, int high, IntPredicate condition) {
    int below = low;
    int above = high;
    while (above - below > 1) {
      int middle = below + (above - below) / 2;
      if (condition.test(middle)) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return above;
  }

  private static boolean certifies(int wrong, int n, double alpha, double delta) {
    return wrong < n && Binomial.cdf(wrong, n, alpha) <= delta;
  }
}
