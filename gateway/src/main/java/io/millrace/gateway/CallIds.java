package io.millrace.gateway;

import io.millrace.model.CallId;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Makes ids of calls. Thread-safe as its generator is.
final class CallIds {
  private final InstantSource clock;
  private final RandomGenerator random;

  CallIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  CallId next() {
    return CallId.of(clock.millis(), random.nextLong(), random.nextLong());
  }
}
