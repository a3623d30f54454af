package io.millrace.proof;

/// Closed-form pieces of sequential tests that may be looked at after every observation.
public final class AnytimeValid {
  private AnytimeValid() {}

  /// The half-width of an asymptotic confidence sequence for a mean (Waudby-Smith, Arbour, Sinha,
  /// Kennedy and Ramdas, Annals of Statistics 2024, Proposition 2.5): sqrt((n v rho^2 + 1) / (n^2
  /// rho^2) ln((n v rho^2 + 1) / alpha^2)). Use from n = 100 on.
  ///
  /// @param n observations so far, at least 1
  /// @param variance their sample variance, at least 0
  /// @param alpha the probability of ever missing the mean
  /// @param tightestAt the n at which the sequence is tightest, at least 1
  public static double asymptoticMargin(int n, double variance, double alpha, int tightestAt) {
    if (n < 1 || !(variance >= 0)) {
      throw new IllegalArgumentException("n " + n + " and variance " + variance + " are no sample");
    }
    double rho = asymptoticRho(alpha, tightestAt);
    double spread = n * variance * rho * rho + 1;
    return Math.sqrt(spread / ((double) n * n * rho * rho) * Math.log(spread / (alpha * alpha)));
  }

  /// The rho that makes the sequence tightest at a given n: sqrt((-2 ln a + ln(-2 ln a) + 1) / n).
  static double asymptoticRho(double alpha, int tightestAt) {
    Checks.probability("alpha", alpha);
    if (tightestAt < 1) {
      throw new IllegalArgumentException("tightestAt must be positive: " + tightestAt);
    }
    double twice = -2 * Math.log(alpha);
    return Math.sqrt((twice + Math.log(twice) + 1) / tightestAt);
  }

  /// The likelihood ratio of the mixture sequential probability ratio test with a normal mixture
  /// (Johari, Pekelis and Walsh, Always Valid Inference, 2015): reject "the mean is `centre`" when
  /// it reaches 1/alpha. Assumes normal differences of known variance.
  ///
  /// @param n pairs so far
  /// @param mean their mean difference
  /// @param variance of one pair's difference, positive
  /// @param mixture variance of the normal prior on the effect, positive
  public static double mixtureRatio(
      int n, double mean, double centre, double variance, double mixture) {
    double total = variance + n * mixture;
    double effect = n * (mean - centre);
    return Math.sqrt(variance / total)
        * Math.exp(effect * effect * mixture / (2 * variance * total));
  }

  /// The capital of the Simple Jumper conformal test martingale (Vovk et al., Retrain or Not
  /// Retrain: Conformal Test Martingales for Change-Point Detection, 2021) after a sequence of
  /// p-values. Large means that the data are not exchangeable, be the change harmful or not: a
  /// warning, no proof of harm.
  ///
  /// @param pValues conformal p-values in order, each in \[0, 1\]
  /// @param jump the share of capital that is spread anew at each step, in \[0, 1\]
  public static double jumperCapital(double[] pValues, double jump) {
    Checks.units("p-value", pValues);
    Checks.unit("jump", jump);
    double down = 1 / 3.0;
    double flat = down;
    double up = down;
    double total = 1;
    for (double p : pValues) {
      double share = jump / 3 * total;
      down = ((1 - jump) * down + share) * (1.5 - p);
      flat = (1 - jump) * flat + share;
      up = ((1 - jump) * up + share) * (0.5 + p);
      total = down + flat + up;
    }
    return total;
  }

  /// The stopping threshold ln((1 + ln t) / delta) of track-and-stop (Garivier and Kaufmann,
  /// Optimal Best Arm Identification with Fixed Confidence, 2016), in the form used in practice.
  public static double trackAndStopThreshold(int t, double delta) {
    Checks.probability("delta", delta);
    if (t < 1) {
      throw new IllegalArgumentException("t must be positive: " + t);
    }
    return Math.log((1 + Math.log(t)) / delta);
  }
}
