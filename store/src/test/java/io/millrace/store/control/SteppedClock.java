package io.millrace.store.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands until it is moved. One thread at a time.
final class SteppedClock implements InstantSource {
  private Instant now = Samples.START;

  @Override
  public Instant instant() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }
}
