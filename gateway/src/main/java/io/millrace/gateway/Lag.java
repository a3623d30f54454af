package io.millrace.gateway;

import java.time.Duration;

/// How late threads come to run: the time from a virtual thread's start until it has a processor.
/// Thread-safe; holds one thread.
final class Lag implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Thread sampler;
  private volatile long millis;
  private volatile long askedAt;

  /// Measures until it is closed.
  Lag() {
    sampler = Thread.ofPlatform().daemon().name("gateway-lag").unstarted(this::run);
    sampler.start();
  }

  /// The last measurement, or the time that the one under way has taken if that is longer.
  long millis() {
    long asked = askedAt;
    long waiting = asked == 0 ? 0 : (System.nanoTime() - asked) / 1_000_000;
    return Math.max(millis, waiting);
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        long start = System.nanoTime();
        askedAt = start;
        Thread.ofVirtual().start(() -> millis = (System.nanoTime() - start) / 1_000_000).join();
        askedAt = 0;
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  @Override
  public void close() {
    sampler.interrupt();
  }
}
