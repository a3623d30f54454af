package io.millrace.proof;

/// Exact bounds and p-values for an error rate seen as `wrong` in `n` independent trials (Clopper
/// and Pearson, Biometrika 1934).
///
/// The bounds are quantiles of beta distributions; they are found by inverting the binomial tail
/// itself, so that test and bound cannot disagree: `pValue(k, n, a) <= d` exactly where `upper(k,
/// n, d) <= a`. Assumes trials that are independent with one error rate; conservative for a sample
/// drawn without replacement.
public final class ClopperPearson {
  private ClopperPearson() {}

  /// The p-value for "the error rate is above `alpha`": P(Bin(n, alpha) <= wrong). Small means that
  /// so few errors would be rare if the rate were that high. With no trials it is 1.
  public static double pValue(int wrong, int n, double alpha) {
    Checks.counts(wrong, n);
    Checks.probability("alpha", alpha);
    return Binomial.cdf(wrong, n, alpha);
  }

  /// The upper bound that the error rate exceeds with probability at most `delta`: BetaInv(1 -
  /// delta; wrong + 1, n - wrong); 1 where all were wrong or none was tried.
  public static double upper(int wrong, int n, double delta) {
    Checks.counts(wrong, n);
    Checks.probability("delta", delta);
    if (wrong == n) {
      return 1;
    }
    return Root.leastTrue(rate -> Binomial.cdf(wrong, n, rate) <= delta);
  }

  /// The lower bound that the error rate undercuts with probability at most `delta`: BetaInv(delta;
  /// wrong, n - wrong + 1); 0 where none was wrong.
  public static double lower(int wrong, int n, double delta) {
    Checks.counts(wrong, n);
    Checks.probability("delta", delta);
    if (wrong == 0) {
      return 0;
    }
    return Root.greatestTrue(rate -> Binomial.survival(wrong, n, rate) <= delta);
  }
}
