package io.millrace.learn.label;

import java.util.Arrays;
import java.util.List;

/// Which members to average and with what weights, chosen on out-of-fold predictions.
///
/// @param shares the weight of each candidate, 0 for those left out; they sum to 1
/// @param curve how the choice did
@SuppressWarnings(
    "ArrayRecordComponent") // Handed over, never changed: a copy of so many numbers has no use.
record Choice(double[] shares, RiskCoverage curve) {
  /// What an encoder must add to the predicted coverage.
  private static final double ENCODER_GAIN = 0.03;

  /// What a second encoder must add to the quality.
  private static final double SECOND_GAIN = 0.01;

  /// What unequal weights must add to the quality.
  private static final double UNEQUAL_GAIN = 0.004;

  private static final double[] MULTIPLIERS = {0.5, 2};

  /// What a candidate is. Of the n-gram candidates at most one is chosen: they are one member under
  /// different settings.
  enum Part {
    NGRAM,
    TOKENS,
    ENCODER
  }

  /// @param scores member, example, label
  /// @param parts what each member is, cheaper members first
  static Choice of(float[][][] scores, List<Part> parts, int[] truth, double alpha) {
    var search = new Search(scores, parts, truth, alpha);
    Choice best = search.best(0);
    int most = (int) parts.stream().filter(part -> part == Part.ENCODER).count();
    Choice withEncoder = best;
    for (int count = 1; count <= most; count++) {
      Choice next = search.best(count);
      double gain = next.curve.quality() - withEncoder.curve.quality();
      if (gain > (count == 1 ? 0 : SECOND_GAIN)) {
        withEncoder = next;
      }
    }
    return withEncoder.curve.coverage() > best.curve.coverage() + ENCODER_GAIN ? withEncoder : best;
  }

  @SuppressWarnings(
      "ArrayRecordComponent") // Handed over, never changed: a copy of so many numbers has no use.
  private record Search(float[][][] scores, List<Part> parts, int[] truth, double alpha) {
    /// The best average of members of which exactly `count` are encoders.
    Choice best(int count) {
      Choice best = null;
      for (int set = 1; set < 1 << scores.length; set++) {
        if (count(set, Part.ENCODER) == count && count(set, Part.NGRAM) <= 1) {
          Choice choice = choice(shares(set));
          best = best == null || choice.curve.quality() > best.curve.quality() ? choice : best;
        }
      }
      return best == null ? choice(new double[scores.length]) : tuned(best);
    }

    private int count(int set, Part part) {
      int count = 0;
      for (int m = 0; m < scores.length; m++) {
        count += (set >> m & 1) != 0 && parts.get(m) == part ? 1 : 0;
      }
      return count;
    }

    private double[] shares(int set) {
      var shares = new double[scores.length];
      for (int m = 0; m < shares.length; m++) {
        shares[m] = set >> m & 1;
      }
      return shares;
    }

    private Choice tuned(Choice from) {
      Choice best = from;
      for (int m = 0; m < scores.length; m++) {
        for (double multiplier : MULTIPLIERS) {
          var shares = best.shares.clone();
          shares[m] *= multiplier;
          if (shares[m] > 0 && shares[m] < 1) {
            Choice choice = choice(shares);
            best = choice.curve.quality() > best.curve.quality() + UNEQUAL_GAIN ? choice : best;
          }
        }
      }
      return best;
    }

    private Choice choice(double[] shares) {
      double sum = Arrays.stream(shares).sum();
      double[] normal = Arrays.stream(shares).map(s -> sum == 0 ? 0 : s / sum).toArray();
      return new Choice(normal, RiskCoverage.of(RiskCoverage.mean(scores, normal), truth, alpha));
    }
  }
}
