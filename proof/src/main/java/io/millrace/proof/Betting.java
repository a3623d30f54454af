package io.millrace.proof;

import java.util.function.DoubleUnaryOperator;

/// Betting bounds for the mean of independent losses in \[0, 1\] (Waudby-Smith and Ramdas,
/// Estimating Means of Bounded Random Variables by Betting, JRSS B 2024, [arXiv
/// 2010.09686](https://arxiv.org/abs/2010.09686)).
///
/// A gambler bets against "the mean is m"; the capital has expectation at most 1 if that is true,
/// so by Ville's inequality it reaches 1/delta with probability at most delta. Best for losses that
/// are not 0 or 1 and vary little. The result depends on the order of the losses: it must be fixed,
/// and logged, before they are looked at.
public final class Betting {
  private static final double TRUNCATION = 0.5;

  private Betting() {}

  /// A two-sided confidence interval for a mean.
  public record Interval(double lower, double upper) {}

  /// The p-value for "the mean loss is above `alpha`": 1 over the greatest capital on the way, with
  /// bets tuned for a test at `delta`. Valid at any level; strongest at `delta`.
  public static double pValue(double[] losses, double alpha, double delta) {
    Checks.probability("alpha", alpha);
    return Math.exp(-greatestLogCapital(losses, bets(losses, delta, losses.length), alpha));
  }

  /// The upper bound that the mean loss exceeds with probability at most `delta`: the least m at
  /// which the capital of a bettor on "less than m" reaches 1/delta (`WSR_mu_plus` in the code of
  /// Bates et al.); 1 where it never does. It is the inverse of {@link #pValue}.
  public static double upper(double[] losses, double delta) {
    double[] bets = bets(losses, delta, losses.length);
    double goal = Math.log(1 / delta);
    return Root.leastTrue(mean -> greatestLogCapital(losses, bets, mean) >= goal);
  }

  /// The hedged-capital confidence interval at level 1 - `delta` for a fixed number of losses: the
  /// running intersection over time of the means that neither of two bettors, each with half of
  /// `delta`, has ruled out. Both capitals are monotone in the mean, so its ends are found by
  /// bisection and not on a grid.
  public static Interval interval(double[] losses, double delta) {
    double[] bets = untruncatedBets(losses, delta / 2, losses.length);
    double goal = Math.log(2 / delta);
    double lower =
        Root.greatestTrue(
            m -> greatestLog(losses, bets, bet -> Math.min(bet, TRUNCATION / m), m) >= goal);
    double upper =
        Root.leastTrue(
            m -> greatestLog(losses, bets, bet -> -Math.min(bet, TRUNCATION / (1 - m)), m) >= goal);
    return new Interval(lower, upper);
  }

  /// The logarithm of the e-value against "every mean loss is at most `alpha`" for a bettor that
  /// stakes a fixed `stake` on more: the sum of ln(1 + stake (loss - alpha)). At any time that it
  /// reaches ln(1/delta) the claim may be rejected at level delta.
  ///
  /// @param stake in \[0, 1 / alpha)
  public static double logEValue(double[] losses, double alpha, double stake) {
    Checks.probability("alpha", alpha);
    Checks.units("loss", losses);
    if (!(stake >= 0 && stake < 1 / alpha)) {
      throw new IllegalArgumentException("stake must lie in [0, 1/alpha): " + stake);
    }
    double sum = 0;
    for (double loss : losses) {
      sum += Math.log1p(stake * (loss - alpha));
    }
    return sum;
  }

  /// The bet on each loss, from those before it: min(1, sqrt(2 ln(1/delta) / (n variance))).
  private static double[] bets(double[] losses, double delta, int horizon) {
    double[] bets = untruncatedBets(losses, delta, horizon);
    for (int i = 0; i < bets.length; i++) {
      bets[i] = Math.min(1, bets[i]);
    }
    return bets;
  }

  private static double[] untruncatedBets(double[] losses, double delta, int horizon) {
    Checks.probability("delta", delta);
    Checks.units("loss", losses);
    double[] bets = new double[losses.length];
    double scale = 2 * Math.log(1 / delta) / horizon;
    double sum = 0.5;
    double squares = 0.25;
    for (int i = 0; i < losses.length; i++) {
      bets[i] = Math.sqrt(scale / (squares / (i + 1)));
      sum += losses[i];
      double gap = losses[i] - sum / (i + 2);
      squares += gap * gap;
    }
    return bets;
  }

  private static double greatestLogCapital(double[] losses, double[] bets, double mean) {
    return greatestLog(losses, bets, bet -> -bet, mean);
  }

  /// The greatest of 0 and all partial sums of ln(1 + stake(bet) (loss - mean)).
  private static double greatestLog(
      double[] losses, double[] bets, DoubleUnaryOperator stake, double mean) {
    double sum = 0;
    double greatest = 0;
    for (int i = 0; i < losses.length && sum > Double.NEGATIVE_INFINITY; i++) {
      sum += Math.log1p(stake.applyAsDouble(bets[i]) * (losses[i] - mean));
      greatest = Math.max(greatest, sum);
    }
    return greatest;
  }
}
