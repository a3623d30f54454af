package io.millrace.proof;

/// The Hoeffding-Bentkus p-value for the mean of independent losses in \[0, 1\] (Bates,
/// Angelopoulos, Lei, Malik and Jordan, Distribution-Free, Risk-Controlling Prediction Sets, JACM
/// 2021, section 3.1; Angelopoulos et al., Learn then Test, 2021).
///
/// It takes the sum of the losses, never their mean: ceil(n * (k / n)) in doubles is not always k.
/// A sum within 1e-9 of an integer counts as that integer, so that thirds which add up to a whole
/// are not rounded up; that shifts the risk that is tested by at most 1e-9.
public final class HoeffdingBentkus {
  private static final double SNAP = 1e-9;

  private HoeffdingBentkus() {}

  /// The p-value for "the mean loss is above `alpha`": min(exp(-n h(min(r, alpha), alpha)), e
  /// P(Bin(n, alpha) <= ceil(sum))) with r = sum / n and h the relative entropy of two coins.
  ///
  /// @param lossSum the sum of n losses, in \[0, n\]
  /// @return in \[0, 1\]; 1 where the mean is at least `alpha` or n is 0
  public static double pValue(double lossSum, int n, double alpha) {
    Checks.probability("alpha", alpha);
    if (n < 0 || !(lossSum >= 0 && lossSum <= n + SNAP)) {
      throw new IllegalArgumentException("the sum must lie in [0, n]: " + lossSum + ", n " + n);
    }
    if (n == 0 || lossSum >= n * alpha) {
      return 1;
    }
    double hoeffding = Math.exp(-n * relativeEntropy(lossSum / n, alpha));
    double bentkus = Math.E * Binomial.cdf(ceiling(lossSum), n, alpha);
    return Math.min(1, Math.min(hoeffding, bentkus));
  }

  /// The upper bound that the mean loss exceeds with probability at most `delta`: the inverse of
  /// the p-value.
  public static double upper(double lossSum, int n, double delta) {
    Checks.probability("delta", delta);
    return Root.leastTrue(rate -> pValue(lossSum, n, rate) <= delta);
  }

  private static int ceiling(double sum) {
    double near = Math.rint(sum);
    return (int) (Math.abs(sum - near) <= SNAP ? near : Math.ceil(sum));
  }

  /// KL(a || b) of two coins, with 0 ln 0 = 0.
  static double relativeEntropy(double a, double b) {
    double heads = a == 0 ? 0 : a * Math.log(a / b);
    double tails = a == 1 ? 0 : (1 - a) * Math.log((1 - a) / (1 - b));
    return heads + tails;
  }
}
