package io.millrace.flywheel.loop;

import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.store.control.AuditSpend;
import io.millrace.store.control.ControlStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// What audits cost, for their budget: how fast since their rates were set last, and how much in
/// the last hour and day. A crash forgets what was spent since [#keep]. Thread-safe.
final class AuditCosts {
  private static final Duration LEAST = Duration.ofMinutes(5);
  private static final Duration MOST = Duration.ofHours(1);

  /// No hour may take more than this part of a day's budget: else one burst would leave nothing for
  /// the rest of the day.
  private static final double HOUR = 1.0 / 8;

  private static final AuditSpend NONE = new AuditSpend(0, 0);

  private final ControlStore control;
  private final InstantSource clock;
  private Instant begun;
  private double picodollars;
  private AuditSpend unwritten = NONE;

  AuditCosts(ControlStore control, InstantSource clock) {
    this.control = control;
    this.clock = clock;
    this.begun = clock.instant();
  }

  /// A model was asked on account of an audit.
  ///
  /// @param cost null when it is not known
  synchronized void spent(Cost.@Nullable Priced cost) {
    long amount = cost == null ? 0 : cost.amount().amount();
    picodollars += amount;
    unwritten = unwritten.plus(new AuditSpend(1, amount));
  }

  /// Writes what was spent since the last time.
  synchronized void keep() {
    if (unwritten.calls() > 0) {
      control.auditCost(unwritten);
      unwritten = NONE;
    }
  }

  /// Whether a budget for 24 hours is exhausted, or what it leaves to an hour, once all audits that
  /// are drawn are made. Those that wait for a teacher who cannot be reached are left out: students
  /// are not to fall silent with it.
  synchronized boolean exhausted(Picodollars budget) {
    Instant now = clock.instant();
    AuditSpend day = control.auditCosts(now.minus(Duration.ofDays(1))).plus(unwritten);
    AuditSpend hour = control.auditCosts(now.minus(Duration.ofHours(1))).plus(unwritten);
    double open =
        day.calls() == 0 ? 0 : control.unaskedYet() * (double) day.picodollars() / day.calls();
    return day.picodollars() + open >= budget.amount()
        || hour.picodollars() + open >= budget.amount() * HOUR;
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
