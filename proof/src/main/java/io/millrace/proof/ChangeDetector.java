package io.millrace.proof;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A Shiryaev-Roberts change detector over a grid of stakes, S <- (S + 1)(1 + stake w (loss -
/// alpha)), in logarithms, with the CUSUM of each stake for where the change began. Immutable.
///
/// S is the sum over all past moments of the capital of a bettor who began at that moment. While
/// the conditional risk is at most alpha, S less the number of observations is a supermartingale.
final class ChangeDetector {
  private final Stakes stakes;
  private final double[] logSum;
  private final double[] cusum;
  private final long[] since;

  private ChangeDetector(Stakes stakes, double[] logSum, double[] cusum, long[] since) {
    this.stakes = stakes;
    this.logSum = logSum;
    this.cusum = cusum;
    this.since = since;
  }

  static ChangeDetector start(Stakes stakes) {
    double[] logSum = new double[stakes.count()];
    Arrays.fill(logSum, Double.NEGATIVE_INFINITY);
    return new ChangeDetector(stakes, logSum, new double[stakes.count()], new long[stakes.count()]);
  }

  ChangeDetector after(double gap) {
    double[] nextSum = logSum.clone();
    double[] nextCusum = cusum.clone();
    long[] nextSince = since.clone();
    for (int j = 0; j < nextSum.length; j++) {
      double step = stakes.logFactor(j, gap);
      nextSum[j] = logOnePlusExp(nextSum[j]) + step;
      nextCusum[j] = Math.max(0, nextCusum[j] + step);
      nextSince[j] = nextCusum[j] > 0 ? nextSince[j] + 1 : 0;
    }
    return new ChangeDetector(stakes, nextSum, nextCusum, nextSince);
  }

  /// ln of the weighted mean of S over the grid.
  double logTotal() {
    return stakes.logMean(logSum);
  }

  /// Observations since the most likely beginning of a change: since the capital of the leading
  /// bettor was last at its lowest.
  long sinceChange() {
    return since[stakes.leader(cusum)];
  }

  int byteCount() {
    return 3 * Double.BYTES * stakes.count();
  }

  void write(ByteBuffer out) {
    StateBytes.putAll(out, logSum);
    StateBytes.putAll(out, cusum);
    for (long value : since) {
      out.putLong(value);
    }
  }

  static ChangeDetector read(ByteBuffer in, Stakes stakes) {
    double[] logSum = StateBytes.getAll(in, stakes.count());
    double[] cusum = StateBytes.getAll(in, stakes.count());
    long[] since = new long[stakes.count()];
    for (int j = 0; j < since.length; j++) {
      since[j] = in.getLong();
    }
    return new ChangeDetector(stakes, logSum, cusum, since);
  }

  private static double logOnePlusExp(double value) {
    return value > 0 ? value + Math.log1p(Math.exp(-value)) : Math.log1p(Math.exp(value));
  }
}
