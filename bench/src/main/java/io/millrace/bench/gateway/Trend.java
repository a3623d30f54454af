package io.millrace.bench.gateway;

import java.util.ArrayList;
import java.util.List;

/// A quantity over time. One thread at a time.
final class Trend {
  private record Point(double seconds, double value) {}

  private final List<Point> points = new ArrayList<>();

  void add(double seconds, double value) {
    points.add(new Point(seconds, value));
  }

  double mean() {
    return points.stream().mapToDouble(Point::value).average().orElse(0);
  }

  /// By how much a line fitted to the second half of the points (least squares) rises over it.
  double growthInSecondHalf() {
    List<Point> half = points.subList(points.size() / 2, points.size());
    double time = half.stream().mapToDouble(Point::seconds).average().orElse(0);
    double value = half.stream().mapToDouble(Point::value).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (Point point : half) {
      covariance += (point.seconds - time) * (point.value - value);
      variance += (point.seconds - time) * (point.seconds - time);
    }
    return variance == 0
        ? 0
        : covariance / variance * (half.getLast().seconds - half.getFirst().seconds);
  }
}
