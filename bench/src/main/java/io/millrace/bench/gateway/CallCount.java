package io.millrace.bench.gateway;

import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the call log holds, held against the answers that clients have had in full.
///
/// @param answers that clients have had
/// @param missing of them from the call log
/// @param doubled calls that are in the call log more than once, or ids that two answers had
/// @param otherwise of the answers, in another state than `answered`
/// @param states of all calls in the log
record CallCount(
    long answers, long missing, long doubled, long otherwise, Map<String, Long> states) {
  /// Parts of the log are read one after the other, for there may be more calls than fit the heap.
  private static final Duration PART = Duration.ofMinutes(1);

  /// Counts.
  ///
  /// @param from before the first call
  /// @param until after the last
  static CallCount of(Path data, Instant from, Instant until, Collection<String> answered) {
    Map<String, String> logged = new HashMap<>();
    Map<String, Long> states = new TreeMap<>();
    long doubled = 0;
    try (CallStore calls = CallStore.reading(data)) {
      for (Instant at = from; at.isBefore(until); at = at.plus(PART)) {
        for (CallRecord call :
            calls.list(CallFilter.between(Optional.of(at), Optional.of(at.plus(PART))))) {
          states.merge(call.state(), 1L, Long::sum);
          doubled += logged.put(call.started().call().text(), call.state()) == null ? 0 : 1;
        }
      }
    }
    Map<String, Integer> seen = new HashMap<>();
    answered.forEach(id -> seen.merge(id, 1, Integer::sum));
    doubled += seen.values().stream().filter(times -> times > 1).count();
    long missing = seen.keySet().stream().filter(id -> !logged.containsKey(id)).count();
    long otherwise =
        seen.keySet().stream()
            .filter(id -> logged.containsKey(id) && !"answered".equals(logged.get(id)))
            .count();
    return new CallCount(seen.size(), missing, doubled, otherwise, states);
  }

  /// Tells the bars.
  void tell(Report report, String when) {
    report.holds(
        "answered calls missing from the call log " + when,
        missing == 0 && answers > 0,
        missing + " of " + answers);
    report.holds("calls in it twice " + when, doubled == 0, Long.toString(doubled));
    report.holds(
        "answered calls recorded as anything else " + when,
        otherwise == 0,
        Long.toString(otherwise));
    report.holds(
        "calls left open " + when,
        !states.containsKey("open"),
        states.getOrDefault("open", 0L) + "; all states: " + states);
  }
}
