package io.millrace.store.calls;

import io.millrace.store.journal.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts the entries of calls together as they come, many calls at once. Holds what is open, nothing
/// else. One thread at a time.
final class CallAssembly {
  /// A call under way. Attempts by their number, in the order they began.
  private static final class Open {
    final Entry.CallStarted started;
    final long position;
    final Map<Integer, Entry.AttemptStarted> attempts = new LinkedHashMap<>();
    final Map<Integer, Entry.AttemptEnded> results = new HashMap<>();

    Open(Entry.CallStarted started, long position) {
      this.started = started;
      this.position = position;
    }

    CallRecord record(Entry.@Nullable CallEnded ended) {
      List<CallRecord.Attempt> all = new ArrayList<>();
      attempts.forEach((number, a) -> all.add(new CallRecord.Attempt(a, results.get(number))));
      return new CallRecord(started, all, ended, ended == null ? "open" : ended.outcome());
    }
  }

  private final boolean bodies;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private boolean orphans;

  /// @param bodies whether to keep request and answer bodies
  CallAssembly(boolean bodies) {
    this.bodies = bodies;
  }

  /// Takes an entry.
  ///
  /// @param before the position in front of it
  /// @return the whole call, when the entry ended it
  @Nullable CallRecord take(Entry entry, long before) {
    return switch (entry) {
      case Entry.CallStarted started -> {
        open.put(started.call().text(), new Open(bodies ? started : bare(started), before));
        yield null;
      }
      case Entry.AttemptStarted attempt -> {
        Open call = open.get(attempt.call().text());
        if (call != null) {
          call.attempts.put(attempt.number(), attempt);
        }
        yield null;
      }
      case Entry.AttemptEnded attempt -> {
        Open call = open.get(attempt.call().text());
        if (call != null) {
          call.results.put(attempt.number(), attempt);
        }
        yield null;
      }
      case Entry.CallEnded ended -> ended(bodies ? ended : bare(ended));
    };
  }

  private CallRecord ended(Entry.CallEnded ended) {
    Open call = open.remove(ended.call().text());
    if (call != null) {
      return call.record(ended);
    }
    // Its beginning is no longer in the journal. Better a call without it than a call missing.
    orphans = true;
    var started =
        new Entry.CallStarted(
            ended.call(),
            ended.at().minusNanos(Math.max(0, ended.totalMicros()) * 1000),
            "",
            ended.servedModel(),
            "",
            false,
            "",
            "",
            null);
    return new CallRecord(started, List.of(), ended, ended.outcome());
  }

  /// The calls under way, in the order they began.
  List<CallRecord> open() {
    return open.values().stream().map(call -> call.record(null)).toList();
  }

  /// Whether a call ended whose beginning was not seen.
  boolean orphans() {
    return orphans;
  }

  /// Takes what was seen so far as the beginning of what matters.
  void forgetOrphans() {
    orphans = false;
  }

  /// The position in front of the oldest call under way.
  ///
  /// @param otherwise when there is none
  long oldest(long otherwise) {
    return open.values().stream().mapToLong(call -> call.position).min().orElse(otherwise);
  }

  private static Entry.CallStarted bare(Entry.CallStarted c) {
    return c.request() == null
        ? c
        : new Entry.CallStarted(
            c.call(),
            c.at(),
            c.operation(),
            c.model(),
            c.key(),
            c.streamed(),
            c.named(),
            c.action(),
            null,
            c.purpose(),
            c.subject());
  }

  private static Entry.CallEnded bare(Entry.CallEnded c) {
    return c.response() == null
        ? c
        : new Entry.CallEnded(
            c.call(),
            c.at(),
            c.outcome(),
            c.status(),
            c.tier(),
            c.scenario(),
            c.reason(),
            c.confidence(),
            c.shadow(),
            c.servedModel(),
            c.usage(),
            c.cost(),
            c.firstByteMicros(),
            c.totalMicros(),
            null,
            c.draw());
  }
}
