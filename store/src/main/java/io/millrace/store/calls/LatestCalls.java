package io.millrace.store.calls;

import java.util.ArrayList;
import java.util.List;

/// Keeps the latest of many calls. One thread at a time.
final class LatestCalls {
  private static final int SLACK = 1000;

  private final int limit;
  private List<CallRecord> calls = new ArrayList<>();

  LatestCalls(int limit) {
    this.limit = limit;
  }

  void add(CallRecord call) {
    calls.add(call);
    if (calls.size() >= 2L * limit + SLACK) {
      calls = new ArrayList<>(CallOrder.latest(calls, limit));
    }
  }

  /// Them and perhaps a few more, in no order; the caller's to change.
  List<CallRecord> calls() {
    return calls;
  }
}
