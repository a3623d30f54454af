package io.millrace.proof;

/// A bound on the risk of the accepted calls from observations with unequal, known probabilities:
/// audits and escalated calls together.
///
/// A bettor against "the risk is m" multiplies its capital by 1 - bet w (loss - m) at each
/// observation, w = floor / probability. Over accepted calls, E\[observed w (loss - m)\] = floor
/// (risk - m), whatever the probabilities are, so where the risk is m or more the capital is a
/// supermartingale, reaches 1/delta ever with probability at most delta, and the greatest capital
/// on the way gives a p-value and, over m, an upper bound (the betting bound of Waudby-Smith and
/// Ramdas, JRSS B 2024, on inverse-probability weights as in Xu, Karampatziakis and Mineiro,
/// NeurIPS 2024).
///
/// **Assumes**: accepted calls are independent draws from one distribution (or at least: the
/// expected loss of each given those before is the same); each was observed by a coin of its logged
/// probability, tossed without knowledge of its loss; losses are in the order of the calls, which
/// was fixed before any was looked at; an observation that never came is a loss of 1, not left out.
/// With equal probabilities it is the betting bound; an exact binomial bound is then sharper for
/// right-or-wrong losses ({@link ClopperPearson}).
///
/// @param n observations
/// @param effective how many equally weighted ones tell about as much: (sum w)² / sum w²
/// @param estimate the weighted mean loss; NaN without observations
/// @param alpha the risk that is tested
/// @param delta the probability of claiming wrongly
/// @param pValue of "the risk is above alpha"
/// @param upper the bound that the risk exceeds with probability at most delta
public record WeightedRisk(
    int n,
    double effective,
    double estimate,
    double alpha,
    double delta,
    double pValue,
    double upper) {

  /// Bounds the risk.
  ///
  /// @param losses in \[0, 1\], in call order
  /// @param probabilities with which each was to be observed, in \[floor, 1\]
  /// @param floor the least probability that any accepted call had, observed or not, in (0, 1\]
  /// @param planned the number of observations for which the bets are tuned, at least 1: fixed
  ///   without looking at which calls were drawn, such as their expected number. Any number is
  ///   valid; the bound is sharpest where it is about right
  public static WeightedRisk of(
      double[] losses,
      double[] probabilities,
      double floor,
      int planned,
      double alpha,
      double delta) {
    Checks.probability("alpha", alpha);
    Checks.probability("delta", delta);
    Sample sample = Sample.of(losses, probabilities, floor, planned, delta);
    double goal = Math.log(1 / delta);
    double pValue = Math.exp(-sample.greatestLogCapital(alpha));
    double upper = Root.leastTrue(mean -> sample.greatestLogCapital(mean) >= goal);
    return new WeightedRisk(
        losses.length, sample.effective(), sample.mean(), alpha, delta, pValue, upper);
  }

  /// Whether "the risk is at most alpha" is proven.
  public boolean holds() {
    return pValue <= delta;
  }

  @SuppressWarnings("ArrayRecordComponent") // lives for one call, never compared
  private record Sample(double[] losses, double[] weights, double[] bets) {
    static Sample of(
        double[] losses, double[] probabilities, double floor, int planned, double delta) {
      Checks.weight(floor);
      Checks.units("loss", losses);
      if (losses.length != probabilities.length || planned < 1) {
        throw new IllegalArgumentException(
            losses.length
                + " losses, "
                + probabilities.length
                + " probabilities, planned "
                + planned);
      }
      double[] weights = new double[losses.length];
      for (int i = 0; i < weights.length; i++) {
        Checks.observed(probabilities[i], floor);
        weights[i] = Math.min(1, floor / probabilities[i]);
      }
      return new Sample(losses, weights, bets(losses, weights, planned, delta));
    }

    /// From those before each: min(1, sqrt(2 ln(1/delta) / (planned variance))), with the mean
    /// square of w (loss - mean) for the variance.
    private static double[] bets(double[] losses, double[] weights, int planned, double delta) {
      double[] bets = new double[losses.length];
      double scale = 2 * Math.log(1 / delta) / planned;
      double weightSum = 1;
      double lossSum = 0.5;
      double squares = 0.25;
      for (int i = 0; i < losses.length; i++) {
        bets[i] = Math.min(1, Math.sqrt(scale / (squares / (i + 1))));
        weightSum += weights[i];
        lossSum += weights[i] * losses[i];
        double gap = weights[i] * (losses[i] - lossSum / weightSum);
        squares += gap * gap;
      }
      return bets;
    }

    double greatestLogCapital(double mean) {
      double sum = 0;
      double greatest = 0;
      for (int i = 0; i < losses.length && sum > Double.NEGATIVE_INFINITY; i++) {
        sum += Math.log1p(-bets[i] * weights[i] * (losses[i] - mean));
        greatest = Math.max(greatest, sum);
      }
      return greatest;
    }

    double mean() {
      double sum = 0;
      double total = 0;
      for (int i = 0; i < losses.length; i++) {
        sum += weights[i] * losses[i];
        total += weights[i];
      }
      return sum / total;
    }

    double effective() {
      double sum = 0;
      double squares = 0;
      for (double weight : weights) {
        sum += weight;
        squares += weight * weight;
      }
      return squares == 0 ? 0 : sum * sum / squares;
    }
  }
}
