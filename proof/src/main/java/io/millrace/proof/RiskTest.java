package io.millrace.proof;

import java.util.Arrays;

/// How the mean of the losses of the answered calls is tested.
enum RiskTest {
  /// Exact, for losses that are 0 or 1.
  BINOMIAL("exact binomial (Clopper-Pearson)") {
    @Override
    double pValue(double[] losses, double alpha, double delta) {
      return ClopperPearson.pValue(wrong(losses), losses.length, alpha);
    }

    @Override
    double upper(double[] losses, double delta) {
      return ClopperPearson.upper(wrong(losses), losses.length, delta);
    }

    private int wrong(double[] losses) {
      return (int) Math.round(Arrays.stream(losses).sum());
    }
  },

  /// For losses in \[0, 1\] that vary less than a coin of their mean; depends on call order.
  BETTING("betting bound (Waudby-Smith and Ramdas)") {
    @Override
    double pValue(double[] losses, double alpha, double delta) {
      return Betting.pValue(losses, alpha, delta);
    }

    @Override
    double upper(double[] losses, double delta) {
      return Betting.upper(losses, delta);
    }
  };

  private final String title;

  RiskTest(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /// The p-value for "the mean loss is above alpha"; strongest at level `delta`.
  abstract double pValue(double[] losses, double alpha, double delta);

  /// The bound that the mean loss exceeds with probability at most `delta`.
  abstract double upper(double[] losses, double delta);
}
