package io.millrace.learn.label;

import java.util.Comparator;
import java.util.stream.IntStream;

/// How a combination did on out-of-fold examples.
///
/// @param agreement share of examples answered as the teacher did
/// @param coverage share that would be answered at the risk allowed, with a margin for the proof
/// @param area mean risk over all coverages
record RiskCoverage(double agreement, double coverage, double area) {
  /// Standard errors kept between the risk seen and the risk allowed.
  private static final double MARGIN = 1.5;

  /// The proof will see about this share of the number of out-of-fold examples.
  private static final double PROOF_SHARE = 0.5;

  /// @param scores log-probabilities, example by example
  static RiskCoverage of(float[][] scores, int[] truth, double alpha) {
    int count = scores.length;
    var confidence = new double[count];
    var right = new boolean[count];
    for (int i = 0; i < count; i++) {
      int best = 0;
      double sum = 0;
      for (int c = 0; c < scores[i].length; c++) {
        best = scores[i][c] > scores[i][best] ? c : best;
        sum += Math.exp(scores[i][c]);
      }
      confidence[i] = scores[i][best] - Math.log(sum);
      right[i] = best == truth[i];
    }
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -confidence[i]))
            .mapToInt(i -> i)
            .toArray();
    int wrong = 0;
    int covered = 0;
    double area = 0;
    for (int i = 0; i < count; i++) {
      wrong += right[order[i]] ? 0 : 1;
      double risk = (double) wrong / (i + 1);
      area += risk / count;
      double margin = MARGIN * Math.sqrt(alpha * (1 - alpha) / (PROOF_SHARE * (i + 1)));
      covered = risk + margin <= alpha ? i + 1 : covered;
    }
    return new RiskCoverage(
        1 - (double) wrong / Math.max(count, 1), (double) covered / Math.max(count, 1), area);
  }

  /// One number to choose by: mostly coverage, and where there is none, the ranking.
  double quality() {
    return coverage + agreement - area;
  }

  /// The weighted mean of several members' log-probabilities.
  static float[][] mean(float[][][] members, double[] shares) {
    var out = new float[members[0].length][members[0].length == 0 ? 0 : members[0][0].length];
    for (int m = 0; m < members.length; m++) {
      if (shares[m] != 0) {
        for (int i = 0; i < out.length; i++) {
          for (int c = 0; c < out[i].length; c++) {
            out[i][c] += (float) shares[m] * members[m][i][c];
          }
        }
      }
    }
    return out;
  }
}
