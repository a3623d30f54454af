package io.millrace.bench.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The same thing measured several times. One thread at a time.
final class Spread {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  double greatest() {
    return values.stream().max(Double::compare).orElseThrow();
  }

  private double least() {
    return values.stream().min(Double::compare).orElseThrow();
  }

  /// `median (least to greatest of n)`.
  String text(String unit) {
    return String.format(
        Locale.ROOT,
        "%s%s (%s to %s of %d)",
        number(median()),
        unit,
        number(least()),
        number(greatest()),
        values.size());
  }

  static String number(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }
}
