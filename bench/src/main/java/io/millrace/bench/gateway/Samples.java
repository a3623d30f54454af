package io.millrace.bench.gateway;

import java.util.Arrays;

/// Numbers and their quantiles, exact. One thread at a time.
final class Samples {
  private long[] values = new long[1024];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  void addAll(Samples other) {
    for (int i = 0; i < other.size; i++) {
      add(other.values[i]);
    }
  }

  int size() {
    return size;
  }

  /// @param quantile 0.5 for the median, 1 for the greatest; 0 when there are no samples
  double at(double quantile) {
    if (size == 0) {
      return 0;
    }
    Arrays.sort(values, 0, size);
    return values[Math.clamp((int) Math.ceil(quantile * size) - 1, 0, size - 1)];
  }

  /// How many are greater.
  long above(long bound) {
    long count = 0;
    for (int i = 0; i < size; i++) {
      if (values[i] > bound) {
        count++;
      }
    }
    return count;
  }
}
