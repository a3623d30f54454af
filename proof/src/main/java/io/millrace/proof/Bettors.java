package io.millrace.proof;

import java.nio.ByteBuffer;

/// The capitals of bettors with fixed stakes, in logarithms: an e-process. Immutable.
final class Bettors {
  private final Stakes stakes;
  private final double[] logCapital;

  private Bettors(Stakes stakes, double[] logCapital) {
    this.stakes = stakes;
    this.logCapital = logCapital;
  }

  static Bettors start(Stakes stakes) {
    return new Bettors(stakes, new double[stakes.count()]);
  }

  Bettors after(double gap) {
    double[] next = logCapital.clone();
    for (int j = 0; j < next.length; j++) {
      next[j] += stakes.logFactor(j, gap);
    }
    return new Bettors(stakes, next);
  }

  /// ln of the capital of all together, who began with 1.
  double logTotal() {
    return stakes.logMean(logCapital);
  }

  int byteCount() {
    return Double.BYTES * logCapital.length;
  }

  void write(ByteBuffer out) {
    StateBytes.putAll(out, logCapital);
  }

  static Bettors read(ByteBuffer in, Stakes stakes) {
    return new Bettors(stakes, StateBytes.getAll(in, stakes.count()));
  }
}
