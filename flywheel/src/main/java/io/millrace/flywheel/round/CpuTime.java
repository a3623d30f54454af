package io.millrace.flywheel.round;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/// The processor time that this process took since a moment, of all its threads: a round has a
/// process of its own, or else is charged what else went on in it. Thread-safe.
final class CpuTime {
  private static final BigDecimal MICROS_AN_HOUR = BigDecimal.valueOf(3_600_000_000L);

  private final long start = now();

  private static long now() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(Duration::toNanos)
        .map(nanos -> nanos / 1000)
        .orElse(0L);
  }

  /// In microseconds, as finely as the system counts; 0 where it does not.
  long micros() {
    return Math.max(0, now() - start);
  }

  /// What time costs.
  static long picodollars(long micros, BigDecimal coreHourUsd) {
    return coreHourUsd
        .movePointRight(12)
        .multiply(BigDecimal.valueOf(micros))
        .divide(MICROS_AN_HOUR, 0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}
