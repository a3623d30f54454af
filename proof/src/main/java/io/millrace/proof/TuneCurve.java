package io.millrace.proof;

import java.util.ArrayList;
import java.util.List;

/// The tuning calls, surest first, cut into cells of about equal size; the end of each cell is a
/// possible threshold. Calls of equal confidence are never parted.
final class TuneCurve {
  /// The most cells. Finer cells hold too few calls each to say anything about their risk.
  private static final int MOST_CELLS = 40;

  private final List<CurvePoint> points = new ArrayList<>();
  private final int size;
  private final double coinFactor;

  TuneCurve(Outcomes tune) {
    Outcomes sorted = tune.surestFirst();
    size = sorted.size();
    coinFactor = coinFactor(sorted);
    int end = 0;
    double loss = 0;
    for (int cell = 1; cell <= MOST_CELLS; cell++) {
      int goal = (int) ((long) cell * size / MOST_CELLS);
      int start = end;
      while (end < size && (end < goal || tied(sorted, end))) {
        loss += sorted.loss(end++);
      }
      if (end > start) {
        points.add(new CurvePoint(thresholdAt(sorted, end), end, (double) end / size, loss / end));
      }
    }
  }

  /// The possible thresholds, safest first; the last accepts everything.
  List<CurvePoint> points() {
    return List.copyOf(points);
  }

  int size() {
    return size;
  }

  /// How many right-or-wrong calls tell as much about their mean as one of these: r (1 - r) /
  /// variance, which is 1 for right-or-wrong losses and more for losses that vary less.
  double coinFactor() {
    return coinFactor;
  }

  private static boolean tied(Outcomes sorted, int index) {
    return index > 0 && sorted.confidence(index) == sorted.confidence(index - 1);
  }

  /// A threshold half-way between the last call that is accepted and the first that is not.
  private static double thresholdAt(Outcomes sorted, int end) {
    if (end == sorted.size()) {
      return 0;
    }
    double above = sorted.confidence(end - 1);
    double below = sorted.confidence(end);
    double middle = below + (above - below) / 2;
    return middle > below ? middle : above;
  }

  private static double coinFactor(Outcomes sorted) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < sorted.size(); i++) {
      sum += sorted.loss(i);
      squares += sorted.loss(i) * sorted.loss(i);
    }
    double mean = sum / sorted.size();
    double variance = squares / sorted.size() - mean * mean;
    return sorted.binary() || !(variance > 0) ? 1 : mean * (1 - mean) / variance;
  }
}
