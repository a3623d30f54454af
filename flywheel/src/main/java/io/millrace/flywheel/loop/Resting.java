package io.millrace.flywheel.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Work that is done now and then: after it comes a rest a hundred times as long, so that it takes
/// at most a hundredth of one core however much there is to read. One thread at a time.
final class Resting {
  private static final int TIMES = 100;

  private final InstantSource clock;
  private final Duration least;
  private Instant next = Instant.MIN;

  /// @param least how long it rests at least
  Resting(InstantSource clock, Duration least) {
    this.clock = clock;
    this.least = least;
  }

  /// Does the work, if it has rested.
  void advance(Runnable work) {
    if (clock.instant().isBefore(next)) {
      return;
    }
    long begun = System.nanoTime();
    try {
      work.run();
    } finally {
      Duration rest = Duration.ofNanos(System.nanoTime() - begun).multipliedBy(TIMES);
      next = clock.instant().plus(rest.compareTo(least) > 0 ? rest : least);
    }
  }
}
