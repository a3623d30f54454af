package io.millrace.store.calls;

import io.millrace.store.calls.CallStore.PlacedConsumer;

/// Ended calls, each once and in the order they ended, a batch at a time. One thread at a time;
/// holds nothing that must be closed.
public final class CallFeed {
  private final EndedCalls calls;

  CallFeed(EndedCalls calls) {
    this.calls = calls;
  }

  /// Hands out what ended since the last time, on this thread. What the consumer throws ends the
  /// batch; the feed must not be used after that.
  public void advance(PlacedConsumer consumer) {
    calls.advance(consumer);
  }
}
