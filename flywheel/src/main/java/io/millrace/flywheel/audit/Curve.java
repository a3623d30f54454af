package io.millrace.flywheel.audit;

import io.millrace.flywheel.report.AuditReport.CurvePoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The risk-coverage curve of a student on some units.
final class Curve {
  private static final int POINTS = 50;

  private Curve() {}

  /// Points by rising coverage, at most [#POINTS]; a point never splits equal confidences.
  static List<CurvePoint> of(double[] confidences, double[] losses) {
    int n = confidences.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -confidences[i]))
            .mapToInt(i -> i)
            .toArray();
    List<CurvePoint> points = new ArrayList<>();
    double lost = 0;
    int drawn = 0;
    for (int i = 0; i < n; i++) {
      lost += losses[order[i]];
      boolean tied = i + 1 < n && confidences[order[i]] == confidences[order[i + 1]];
      if (!tied && (long) (i + 1) * POINTS / n > drawn) {
        drawn = (int) ((long) (i + 1) * POINTS / n);
        points.add(new CurvePoint((double) (i + 1) / n, lost / (i + 1), confidences[order[i]]));
      }
    }
    return points;
  }
}
