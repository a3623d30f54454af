package io.millrace.proof;

import java.util.Arrays;

/// The mean of a true value (does a person agree?) where a cheap judge looked at all items and the
/// truth is known for a random sample: prediction-powered inference (Angelopoulos, Bates,
/// Fannjiang, Jordan and Zrnic, Science 2023) with intervals that hold at any size. A good judge
/// makes them narrow, a useless one only wide.
///
/// - {@link #drawn}: each item was to be labelled with a known probability p. The score judgement +
///   labelled (truth - judgement) / p has the true mean, whatever the judge, and lies in \[1 - 1/f,
///   1/f\] for a floor f of p; it is bounded by betting (the control variate of Xu, Karampatziakis
///   and Mineiro, Active, Anytime-Valid Risk Controlling Prediction Sets, NeurIPS 2024). The
///   sharper one.
/// - {@link #of}: judged items and a labelled sample apart. mean truth = mean judgement + mean
///   (truth - judgement): each term by a betting interval at level delta / 2, the second from \[-1,
///   1\] mapped to \[0, 1\], and the ends added (union bound).
///
/// **Assumes**: items are independent draws from what the claim is about; the labelled ones were
/// drawn without a look at the truth; items in an order fixed before. Labels that were asked for
/// and never came must be filled in with the worst value for the claim, not left out.
///
/// @param judged items with a judgement
/// @param labelled items with judgement and truth
/// @param judge the mean judgement over all judged items, uncorrected
/// @param estimate the corrected mean
/// @param lower end of the interval at level 1 - delta, in \[0, 1\]
/// @param upper end of the interval at level 1 - delta, in \[0, 1\]
public record CorrectedMean(
    int judged, int labelled, double judge, double estimate, double lower, double upper) {

  /// Corrects a judge by items that were drawn for labelling with known probabilities.
  ///
  /// @param judgements of all items, in \[0, 1\]
  /// @param truths of the same items, in \[0, 1\]; NaN where an item was not drawn
  /// @param probabilities with which each was to be drawn, drawn or not, in (0, 1\]
  public static CorrectedMean drawn(
      double[] judgements, double[] truths, double[] probabilities, double delta) {
    Checks.units("judgement", judgements);
    int n = judgements.length;
    if (n == 0 || truths.length != n || probabilities.length != n) {
      throw new IllegalArgumentException(
          n
              + " judgements, "
              + truths.length
              + " truths, "
              + probabilities.length
              + " probabilities");
    }
    double floor = Arrays.stream(probabilities).min().orElseThrow();
    Checks.weight(floor);
    double shift = 1 / floor - 1;
    double range = shift + 1 / floor;
    double[] mapped = new double[n];
    int labelled = 0;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double score = judgements[i];
      if (!Double.isNaN(truths[i])) {
        Checks.unit("truth", truths[i]);
        Checks.observed(probabilities[i], floor);
        score += (truths[i] - judgements[i]) / probabilities[i];
        labelled++;
      }
      sum += score;
      mapped[i] = Math.clamp((score + shift) / range, 0, 1);
    }
    Betting.Interval interval = Betting.interval(mapped, delta);
    return new CorrectedMean(
        n,
        labelled,
        Arrays.stream(judgements).average().orElseThrow(),
        sum / n,
        Math.max(0, interval.lower() * range - shift),
        Math.min(1, interval.upper() * range - shift));
  }

  /// Corrects a judge by a labelled sample of its own.
  ///
  /// @param judgements of all items, in \[0, 1\]
  /// @param sampleJudgements of the labelled items, in \[0, 1\]
  /// @param sampleTruths of the same items in the same order, in \[0, 1\]
  public static CorrectedMean of(
      double[] judgements, double[] sampleJudgements, double[] sampleTruths, double delta) {
    Checks.units("judgement", judgements);
    Checks.units("judgement", sampleJudgements);
    Checks.units("truth", sampleTruths);
    int labelled = sampleTruths.length;
    if (labelled == 0 || sampleJudgements.length != labelled || judgements.length == 0) {
      throw new IllegalArgumentException(
          judgements.length
              + " judgements, "
              + sampleJudgements.length
              + " in the sample, "
              + labelled
              + " truths");
    }
    double[] mapped = new double[labelled];
    double correction = 0;
    for (int i = 0; i < labelled; i++) {
      double gap = sampleTruths[i] - sampleJudgements[i];
      correction += gap / labelled;
      mapped[i] = (gap + 1) / 2;
    }
    double judge = Arrays.stream(judgements).average().orElseThrow();
    Betting.Interval judged = Betting.interval(judgements, delta / 2);
    Betting.Interval gaps = Betting.interval(mapped, delta / 2);
    return new CorrectedMean(
        judgements.length,
        labelled,
        judge,
        judge + correction,
        Math.max(0, judged.lower() + 2 * gaps.lower() - 1),
        Math.min(1, judged.upper() + 2 * gaps.upper() - 1));
  }
}
