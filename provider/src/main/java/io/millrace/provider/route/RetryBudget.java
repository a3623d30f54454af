package io.millrace.provider.route;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Keeps retries and hedges a share of the calls, so that they cannot bury a provider that is in
/// trouble already. Thread-safe.
///
/// Counts are kept in two halves of the window and forgotten half by half.
final class RetryBudget {
  private static final long HALF = Duration.ofSeconds(5).toNanos();

  /// So many are always allowed in a window: a quiet gateway may retry as well.
  private static final int FLOOR = 10;

  private final LongSupplier nanos;
  private double share;
  private long half;
  private int calls;
  private int callsBefore;
  private int retries;
  private int retriesBefore;

  RetryBudget(double share, LongSupplier nanos) {
    this.share = share;
    this.nanos = nanos;
    this.half = nanos.getAsLong() / HALF;
  }

  synchronized void share(double next) {
    share = next;
  }

  /// A call has come.
  synchronized void call() {
    turn();
    calls++;
  }

  /// Takes one retry out of the budget.
  ///
  /// @return whether there was one
  synchronized boolean take() {
    turn();
    if (retries + retriesBefore >= FLOOR + share * (calls + callsBefore)) {
      return false;
    }
    retries++;
    return true;
  }

  private void turn() {
    long now = nanos.getAsLong() / HALF;
    if (now == half) {
      return;
    }
    boolean next = now == half + 1;
    callsBefore = next ? calls : 0;
    retriesBefore = next ? retries : 0;
    calls = 0;
    retries = 0;
    half = now;
  }
}
