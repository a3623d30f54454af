package io.millrace.provider.record;

import io.millrace.model.CallId;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Makes ids of calls. Thread-safe as its generator is.
public final class CallIds {
  private final InstantSource clock;
  private final RandomGenerator random;

  /// @param random may be used by many threads at once
  public CallIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /// A new id, of now.
  public CallId next() {
    return CallId.of(clock.millis(), random.nextLong(), random.nextLong());
  }
}
