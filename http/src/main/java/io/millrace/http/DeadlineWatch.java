package io.millrace.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Breaks off what takes too long. Blocking reads and writes carry no timers of their own: each
/// connection says until when it may be busy, and one thread looks at all of them every few
/// milliseconds. So a deadline costs two writes of a field and is met within a tick. Thread-safe.
final class DeadlineWatch implements AutoCloseable {
  /// No deadline.
  static final long NONE = Long.MAX_VALUE;

  /// Something with a deadline.
  interface Watched {
    /// On the clock of [System#nanoTime], or [#NONE].
    long deadline();

    /// The deadline has passed; called once a tick until it is moved. Must be quick.
    void expired();

    /// Called at every tick. Must be quick.
    default void tick() {}
  }

  private final Set<Watched> all = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  DeadlineWatch(String name, Duration tick) {
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(tick));
    thread.start();
  }

  static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  void add(Watched watched) {
    all.add(watched);
  }

  void remove(Watched watched) {
    all.remove(watched);
  }

  Set<Watched> all() {
    return all;
  }

  private void run(Duration tick) {
    while (!closed) {
      try {
        Thread.sleep(tick);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      for (Watched watched : all) {
        watched.tick();
        long deadline = watched.deadline();
        if (deadline != NONE && now - deadline > 0) {
          watched.expired();
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
