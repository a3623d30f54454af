package io.millrace.provider.route;

import java.util.function.LongSupplier;

/// Keeps calls away from an endpoint that fails: after some failures in a row, or when half of the
/// last twenty attempts failed, it opens for a while; then one attempt at a time may try. Also
/// closed for as long as the endpoint asked for (`Retry-After`). Thread-safe.
final class Circuit {
  private static final int REMEMBERED = 20;

  private final LongSupplier nanos;
  private int failedBits;
  private int known;
  private int inARow;
  private EndpointState.Circuit state = EndpointState.Circuit.CLOSED;
  private long openUntil;
  private long busyUntil;
  private boolean trying;

  Circuit(LongSupplier nanos) {
    this.nanos = nanos;
    this.busyUntil = nanos.getAsLong();
  }

  synchronized EndpointState.Circuit state() {
    return state;
  }

  /// Nanoseconds until an attempt may be made; 0 when it may be made now.
  synchronized long waitNanos(long now) {
    long busy = Math.max(0, busyUntil - now);
    return switch (state) {
      case CLOSED -> busy;
      case OPEN -> Math.max(busy, Math.max(0, openUntil - now));
      case HALF_OPEN -> trying ? Math.max(busy, 1) : busy;
    };
  }

  /// Begins an attempt, if one may be made.
  synchronized boolean enter() {
    if (waitNanos(nanos.getAsLong()) > 0) {
      return false;
    }
    if (state != EndpointState.Circuit.CLOSED) {
      state = EndpointState.Circuit.HALF_OPEN;
      trying = true;
    }
    return true;
  }

  /// An attempt went well.
  synchronized void succeeded() {
    record(false);
    inARow = 0;
    trying = false;
    if (state != EndpointState.Circuit.CLOSED) {
      state = EndpointState.Circuit.CLOSED;
      failedBits = 0;
      known = 0;
    }
  }

  /// An attempt failed for a reason that is the endpoint's.
  synchronized void failed(Resilience resilience) {
    record(true);
    inARow++;
    boolean half = known == REMEMBERED && Integer.bitCount(failedBits) * 2 >= REMEMBERED;
    if (trying || inARow >= resilience.breakerFailures() || half) {
      state = EndpointState.Circuit.OPEN;
      openUntil = nanos.getAsLong() + resilience.breakerPause().toNanos();
    }
    trying = false;
  }

  /// An attempt ended and says nothing of the endpoint.
  synchronized void unknown() {
    trying = false;
  }

  /// The endpoint asked to be left alone.
  synchronized void busy(long forNanos) {
    busyUntil = Math.max(busyUntil, nanos.getAsLong() + forNanos);
    trying = false;
  }

  private void record(boolean failure) {
    failedBits = (failedBits << 1 | (failure ? 1 : 0)) & (1 << REMEMBERED) - 1;
    known = Math.min(REMEMBERED, known + 1);
  }
}
