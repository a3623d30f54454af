package io.millrace.app;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/// Randomness for many threads at once, each its own, seeded by the platform.
@SuppressForbidden("a running server draws ids and jitter that nobody repeats")
final class ThreadRandom implements RandomGenerator {
  @Override
  public long nextLong() {
    return ThreadLocalRandom.current().nextLong();
  }
}
