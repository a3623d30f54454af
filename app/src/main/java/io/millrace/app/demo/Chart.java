package io.millrace.app.demo;

import java.util.ArrayList;
import java.util.List;

/// Draws numbers over time with block characters.
final class Chart {
  private static final String LEVELS = " ▁▂▃▄▅▆▇█";

  private Chart() {}

  /// One line: each column relative to the greatest; as many columns, at most.
  static String spark(List<Double> values, int columns) {
    List<Double> points = resampled(values, columns);
    double most = most(points);
    var out = new StringBuilder();
    for (double value : points) {
      int level = most <= 0 ? 0 : (int) Math.round(value / most * 8);
      out.append(LEVELS.charAt(Math.clamp(value > 0 ? Math.max(1, level) : level, 0, 8)));
    }
    return out.toString();
  }

  /// Rows from top to bottom: what is spent as full blocks, and above it, lightly, what would be
  /// spent without students.
  static List<String> area(Frame.Cost cost, int columns, int rows, double most, boolean colour) {
    List<Double> spent = resampled(cost.spent(), columns);
    List<Double> without = resampled(cost.without(), columns);
    List<String> lines = new ArrayList<>();
    for (int row = rows - 1; row >= 0; row--) {
      var line = new StringBuilder();
      for (int i = 0; i < spent.size(); i++) {
        int full = eighths(spent.get(i), most, rows) - row * 8;
        int saved = eighths(without.get(i), most, rows) - row * 8;
        if (full > 0) {
          line.append(Ink.COST.on(String.valueOf(LEVELS.charAt(Math.min(8, full))), colour));
        } else {
          line.append(saved >= 4 ? Ink.GOOD.on("░", colour) : " ");
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static int eighths(double value, double most, int rows) {
    return most <= 0 ? 0 : (int) Math.round(value / most * rows * 8);
  }

  /// A bar of so many columns, in whole and half blocks.
  static String bar(double share, int columns) {
    int halves = (int) Math.round(Math.clamp(share, 0.0, 1.0) * columns * 2);
    if (share > 0 && halves == 0) {
      halves = 1;
    }
    return "█".repeat(halves / 2) + (halves % 2 == 1 ? "▌" : "");
  }

  static double most(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /// Means of equal pieces, where there are more values than columns.
  static List<Double> resampled(List<Double> values, int columns) {
    if (values.size() <= columns) {
      return values;
    }
    int piece = (values.size() + columns - 1) / columns;
    List<Double> means = new ArrayList<>();
    for (int from = 0; from < values.size(); from += piece) {
      means.add(
          values.subList(from, Math.min(values.size(), from + piece)).stream()
              .mapToDouble(Double::doubleValue)
              .average()
              .orElse(0));
    }
    return means;
  }
}
