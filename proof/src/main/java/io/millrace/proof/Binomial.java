package io.millrace.proof;

/// The binomial distribution, accurate to near double precision for any n that fits an `int`.
///
/// The mass function is Loader's saddle-point expansion ([Fast and Accurate Computation of Binomial
/// Probabilities](https://www.r-project.org/doc/reports/CLoader-dbinom-2002.pdf), 2000), which has
/// no cancellation between large logarithms of factorials. A tail is the mass at its inner edge
/// times a sum of ratios that falls at least geometrically, summed on the side of the mean where
/// that holds: O(sqrt(n)) terms.
public final class Binomial {
  private static final double HALF_LOG_TWO_PI = 0.9189385332046728;

  /// ln(n!) less Stirling's leading terms, exact for 0 to 15 (index 0 is never used).
  private static final double[] STIRLING_ERROR = {
    0.0,
    0.08106146679532726,
    0.0413406959554093,
    0.02767792568499834,
    0.020790672103765093,
    0.016644691189821193,
    0.013876128823070748,
    0.01189670994589177,
    0.010411265261972096,
    0.009255462182712733,
    0.00833056343336287,
    0.007573675487951841,
    0.00694284010720953,
    0.006408994188004207,
    0.0059513701127588475,
    0.005554733551962801,
  };

  private Binomial() {}

  /// P(Bin(n, p) = k); 0 outside 0..n.
  public static double pmf(int k, int n, double p) {
    return Math.exp(logPmf(k, n, p));
  }

  /// P(Bin(n, p) <= k).
  ///
  /// @param k any integer: below 0 the answer is 0, from n on it is 1
  /// @param n trials, at least 0
  /// @param p success probability in \[0, 1\]
  public static double cdf(int k, int n, double p) {
    check(n, p);
    if (k < 0) {
      return 0;
    }
    if (k >= n) {
      return 1;
    }
    return k < n * p ? lowerTail(k, n, p) : 1 - upperTail(k + 1, n, p);
  }

  /// ln P(Bin(n, p) <= k), accurate in both tails; negative infinity for k below 0.
  public static double logCdf(int k, int n, double p) {
    check(n, p);
    if (k < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (k >= n) {
      return 0;
    }
    return k < n * p
        ? logPmf(k, n, p) + Math.log(sumDown(k, n, p))
        : Math.log1p(-upperTail(k + 1, n, p));
  }

  /// P(Bin(n, p) >= k), accurate where it is small.
  public static double survival(int k, int n, double p) {
    check(n, p);
    if (k <= 0) {
      return 1;
    }
    if (k > n) {
      return 0;
    }
    return k > n * p ? upperTail(k, n, p) : 1 - cdf(k - 1, n, p);
  }

  static double logPmf(int k, int n, double p) {
    check(n, p);
    if (k < 0 || k > n) {
      return Double.NEGATIVE_INFINITY;
    }
    if (p == 0 || p == 1) {
      return k == (p == 0 ? 0 : n) ? 0 : Double.NEGATIVE_INFINITY;
    }
    if (k == 0) {
      return n * Math.log1p(-p);
    }
    if (k == n) {
      return n * Math.log(p);
    }
    return logInnerPmf(k, n, p);
  }

  private static double logInnerPmf(int k, int n, double p) {
    double misses = (double) n - k;
    double core =
        stirlingError(n)
            - stirlingError(k)
            - stirlingError(misses)
            - deviance(k, n * p)
            - deviance(misses, n * (1 - p));
    return core - HALF_LOG_TWO_PI - 0.5 * (Math.log(k) + Math.log1p(-(double) k / n));
  }

  /// P(X <= k) for k below the mean.
  private static double lowerTail(int k, int n, double p) {
    return pmf(k, n, p) * sumDown(k, n, p);
  }

  /// P(X >= k) for k above the mean.
  private static double upperTail(int k, int n, double p) {
    return pmf(k, n, p) * sumDown(n - k, n, 1 - p);
  }

  /// Sum over i <= k of pmf(i) / pmf(k).
  private static double sumDown(int k, int n, double p) {
    double odds = (1 - p) / p;
    double term = 1;
    double sum = 1;
    for (int i = k; i > 0 && term > sum * 1e-17; i--) {
      term *= i * odds / ((double) n - i + 1);
      sum += term;
    }
    return sum;
  }

  private static double stirlingError(double n) {
    if (n < STIRLING_ERROR.length) {
      return STIRLING_ERROR[(int) n];
    }
    double square = n * n;
    double series =
        1 / 1260.0 - (1 / 1680.0 - (1 / 1188.0 - 691 / 360360.0 / square) / square) / square;
    return (1 / 12.0 - (1 / 360.0 - series / square) / square) / n;
  }

  /// x ln(x/m) + m - x without cancellation when x is near m.
  private static double deviance(double x, double mean) {
    double gap = x - mean;
    if (Math.abs(gap) >= 0.1 * (x + mean)) {
      return x * Math.log(x / mean) + mean - x;
    }
    double v = gap / (x + mean);
    double sum = gap * v;
    double power = 2 * x * v;
    for (int j = 1; j < 1000; j++) {
      power *= v * v;
      double next = sum + power / (2 * j + 1);
      if (next == sum) {
        break;
      }
      sum = next;
    }
    return sum;
  }

  private static void check(int n, double p) {
    if (n < 0) {
      throw new IllegalArgumentException("n must not be negative: " + n);
    }
    Checks.unit("p", p);
  }
}
