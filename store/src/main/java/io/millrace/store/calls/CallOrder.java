package io.millrace.store.calls;

import java.util.Comparator;
import java.util.List;

/// Calls, the latest first.
final class CallOrder {
  private static final Comparator<CallRecord> LATEST =
      Comparator.comparing((CallRecord call) -> call.started().at())
          .thenComparing(call -> call.started().call().text())
          .reversed();

  private CallOrder() {}

  static List<CallRecord> latest(List<CallRecord> calls, int limit) {
    return calls.stream().sorted(LATEST).limit(limit).toList();
  }
}
