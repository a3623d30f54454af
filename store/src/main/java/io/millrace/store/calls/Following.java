package io.millrace.store.calls;

import io.millrace.store.calls.CallStore.PlacedConsumer;

/// Hands out calls as they end, on a virtual thread, until it is closed. What the consumer throws
/// ends it.
final class Following implements AutoCloseable {
  private static final long LOOK_MILLIS = 100;

  private final EndedCalls calls;
  private final PlacedConsumer consumer;
  private final Thread thread;
  private volatile boolean closed;

  Following(EndedCalls calls, PlacedConsumer consumer) {
    this.calls = calls;
    this.consumer = consumer;
    this.thread = Thread.ofVirtual().name("follow-calls").start(this::run);
  }

  private void run() {
    while (!closed) {
      calls.advance((call, position) -> {
        if (!closed) {
          consumer.take(call, position);
        }
      });
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  /// Ends it; waits for a call that is being taken, unless that call's consumer closes it.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    if (!Thread.currentThread().equals(thread)) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
