package io.millrace.store.control;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Instants as microseconds since 1970, as they are stored. What lies more than 292,000 years away
/// lies just that far.
final class Micros {
  private static final Instant FIRST = at(Long.MIN_VALUE);
  private static final Instant LAST = at(Long.MAX_VALUE);

  private Micros() {}

  static long of(Instant at) {
    if (at.isBefore(FIRST)) {
      return Long.MIN_VALUE;
    }
    return at.isAfter(LAST) ? Long.MAX_VALUE : ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  static Instant at(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
