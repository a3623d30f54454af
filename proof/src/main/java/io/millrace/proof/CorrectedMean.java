package io.millrace.proof;

/// The mean of a true value (does a person agree?) where a cheap judge looked at many items and the
/// truth is known for a random sample: prediction-powered inference (Angelopoulos, Bates,
/// Fannjiang, Jordan and Zrnic, Science 2023) with a finite-sample interval.
///
/// mean truth = mean judgement + mean (truth - judgement). Each term is bounded by a betting
/// interval at level delta / 2, the second from \[-1, 1\] mapped to \[0, 1\], and the ends are
/// added: coverage at least 1 - delta at any size, by the union bound, whether the judge is good or
/// useless. A good judge makes the second term vary little, and the interval narrow.
///
/// **Assumes**: items are independent draws from what the claim is about; the labelled ones are a
/// uniform random sample of those, drawn without a look at truth or judgement (they may be among
/// the judged items or not); both in an order fixed before. Labels that were asked for and never
/// came must be filled in with the worst value for the claim, not left out.
///
/// @param judged items with a judgement
/// @param labelled items with judgement and truth
/// @param judge the mean judgement over all judged items
/// @param estimate the corrected mean: judge plus the mean of (truth - judgement)
/// @param lower end of the interval at level 1 - delta, in \[0, 1\]
/// @param upper end of the interval at level 1 - delta, in \[0, 1\]
public record CorrectedMean(
    int judged, int labelled, double judge, double estimate, double lower, double upper) {

  /// Corrects a judge.
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
    double judge = 0;
    for (double judgement : judgements) {
      judge += judgement / judgements.length;
    }
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
