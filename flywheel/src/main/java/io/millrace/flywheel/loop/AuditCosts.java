package io.millrace.flywheel.loop;

import io.millrace.model.Cost;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// What audits cost since their rates were set last, for their budget. Thread-safe.
final class AuditCosts {
  private static final Duration LEAST = Duration.ofMinutes(5);
  private static final Duration MOST = Duration.ofHours(1);

  private final InstantSource clock;
  private Instant begun;
  private double picodollars;

  AuditCosts(InstantSource clock) {
    this.clock = clock;
    this.begun = clock.instant();
  }

  /// An audit was asked.
  ///
  /// @param cost null when it is not known
  synchronized void spent(Cost.@Nullable Priced cost) {
    picodollars += cost == null ? 0 : cost.amount().amount();
  }

  /// What audits would cost in 24 hours if they went on like this, in picodollars; NaN as long as
  /// too little is known.
  synchronized double aDay() {
    Duration seen = Duration.between(begun, clock.instant());
    if (seen.compareTo(LEAST) < 0) {
      return Double.NaN;
    }
    double day = picodollars * Duration.ofDays(1).toMillis() / seen.toMillis();
    if (seen.compareTo(MOST) > 0) {
      picodollars /= 2;
      begun = begun.plus(seen.dividedBy(2));
    }
    return day;
  }

  /// Rates were changed: what was seen before says nothing of what comes.
  synchronized void begin() {
    begun = clock.instant();
    picodollars = 0;
  }
}
