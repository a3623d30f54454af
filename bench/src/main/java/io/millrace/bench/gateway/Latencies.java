package io.millrace.bench.gateway;

import java.util.Arrays;

/// Durations and their quantiles. Thread-safe.
final class Latencies {
  private long[] nanos = new long[1024];
  private int count;

  synchronized void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
  }

  synchronized int count() {
    return count;
  }

  /// A quantile in milliseconds; NaN without durations.
  synchronized double millis(double quantile) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1, Math.floor(quantile * count))] / 1e6;
  }
}
