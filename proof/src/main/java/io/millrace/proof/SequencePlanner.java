package io.millrace.proof;

import java.util.List;
import java.util.TreeSet;

/// Chooses the thresholds of a fixed sequence, on tuning calls alone.
///
/// Of all starts it takes the one whose sequence has the greatest mean certified coverage in the
/// forecast. A bold start certifies more but may fail, and then nothing is certified; a safe one
/// has few answered calls, and may fail for want of them. Where many starts are about equally good
/// it takes the middle one, farthest from both dangers. From the start on the steps are even up to
/// the last threshold with any real chance, and one more accepts everything.
final class SequencePlanner {
  /// The most thresholds in a sequence.
  static final int MOST_STEPS = 16;

  private static final double REAL_CHANCE = 0.03;
  private static final double ABOUT_EQUAL = 0.995;

  private final Forecaster forecaster;
  private final int last;
  private final int lastLikely;

  SequencePlanner(Forecaster forecaster, int points) {
    this.forecaster = forecaster;
    this.last = points - 1;
    int likely = 0;
    for (int point = 0; point < points; point++) {
      likely = forecaster.passShare(point) >= REAL_CHANCE ? point : likely;
    }
    this.lastLikely = likely;
  }

  /// Indices of curve points, safest first.
  List<Integer> best() {
    double[] values = new double[last + 1];
    int best = 0;
    for (int start = 0; start <= last; start++) {
      values[start] = forecaster.of(from(start)).coverage();
      best = values[start] > values[best] ? start : best;
    }
    return from(middleOfPlateau(values, best));
  }

  private static int middleOfPlateau(double[] values, int best) {
    double enough = ABOUT_EQUAL * values[best];
    int low = best;
    int high = best;
    while (low > 0 && values[low - 1] >= enough) {
      low--;
    }
    while (high < values.length - 1 && values[high + 1] >= enough) {
      high++;
    }
    return (low + high + 1) / 2;
  }

  private List<Integer> from(int start) {
    TreeSet<Integer> steps = new TreeSet<>();
    int end = Math.max(start, lastLikely);
    int even = end == last ? MOST_STEPS : MOST_STEPS - 1;
    for (int step = 0; step < even; step++) {
      steps.add(start + (int) Math.round((double) (end - start) * step / (even - 1)));
    }
    steps.add(last);
    return List.copyOf(steps);
  }
}
