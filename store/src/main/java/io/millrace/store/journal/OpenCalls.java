package io.millrace.store.journal;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The calls that have begun and not ended, each with its open attempts. One thread at a time.
final class OpenCalls {
  private final Map<CallId, List<Integer>> calls = new LinkedHashMap<>();

  /// Takes the next entry of the journal.
  void take(Entry entry) {
    switch (entry) {
      case Entry.CallStarted started -> calls.putIfAbsent(started.call(), new ArrayList<>(1));
      case Entry.AttemptStarted started -> attempts(started.call()).add(started.number());
      case Entry.AttemptEnded ended ->
          attempts(ended.call()).remove(/* element */ (Integer) ended.number());
      case Entry.CallEnded ended -> calls.remove(ended.call());
    }
  }

  /// Of a call that is open; a late attempt's end may come behind its call's.
  private List<Integer> attempts(CallId call) {
    List<Integer> attempts = calls.get(call);
    return attempts == null ? new ArrayList<>(1) : attempts;
  }

  int count() {
    return calls.size();
  }

  void write(EntryWriter out) {
    out.number(calls.size());
    calls.forEach((call, attempts) -> {
      out.text(call.text());
      out.number(attempts.size());
      attempts.forEach(out::number);
    });
  }

  void read(EntryParser in) {
    calls.clear();
    for (long left = in.number(); left > 0; left--) {
      CallId call = in.call();
      var attempts = new ArrayList<Integer>();
      for (long more = in.number(); more > 0; more--) {
        attempts.add((int) in.number());
      }
      calls.put(call, attempts);
    }
  }

  /// The entries that end what a crash cut off.
  List<Entry> interrupted(Instant now) {
    var unknown = new Cost.Unpriced(Cost.Reason.NO_USAGE, "cut off by a crash");
    var entries = new ArrayList<Entry>();
    calls.forEach((call, attempts) -> {
      for (int number : attempts) {
        entries.add(
            new Entry.AttemptEnded(
                call, now, number, "interrupted", 0, null, unknown, "cut off by a crash"));
      }
      entries.add(
          new Entry.CallEnded(
              call,
              now,
              "interrupted",
              0,
              "",
              "",
              "",
              Double.NaN,
              null,
              "",
              null,
              unknown,
              -1,
              -1,
              null));
    });
    return entries;
  }
}
