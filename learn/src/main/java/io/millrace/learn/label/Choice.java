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

  /// @param scores member, example, label
  /// @param encoders whether each member is an encoder, cheaper members first
  static Choice of(float[][][] scores, List<Boolean> encoders, int[] truth, double alpha) {
    var search = new Search(scores, truth, alpha);
    Choice best = search.best(encoders, 0);
    int most = (int) encoders.stream().filter(e -> e).count();
    Choice withEncoder = best;
    for (int count = 1; count <= most; count++) {
      Choice next = search.best(encoders, count);
      double gain = next.curve.quality() - withEncoder.curve.quality();
      if (gain > (count == 1 ? 0 : SECOND_GAIN)) {
        withEncoder = next;
      }
    }
    return withEncoder.curve.coverage() > best.curve.coverage() + ENCODER_GAIN ? withEncoder : best;
  }

  @SuppressWarnings(
      "ArrayRecordComponent") // Handed over, never changed: a copy of so many numbers has no use.
  private record Search(float[][][] scores, int[] truth, double alpha) {
    /// The best average of members of which exactly `count` are encoders.
    Choice best(List<Boolean> encoders, int count) {
      Choice best = null;
      for (int set = 1; set < 1 << scores.length; set++) {
        var shares = new double[scores.length];
        int used = 0;
        for (int m = 0; m < shares.length; m++) {
          if ((set >> m & 1) != 0) {
            shares[m] = 1;
            used += encoders.get(m) ? 1 : 0;
          }
        }
        if (used == count) {
          Choice choice = choice(shares);
          best = best == null || choice.curve.quality() > best.curve.quality() ? choice : best;
        }
      }
      return best == null ? choice(new double[scores.length]) : tuned(best);
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
