package io.millrace.store.calls;

import io.millrace.store.calls.CallStore.PlacedConsumer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/*
 * `delivered` is the journal position up to which every ended call was handed out. Normally calls
 * come from the journal. When what was to be read there is gone, it is in segments by now: they hand
 * out what ended after `delivered`, and the journal is read again from its beginning, for the calls
 * that are still under way.
 */

/// Hands out each call that ended once, in the order they ended, at the reader's own pace. One
/// thread at a time.
final class EndedCalls {
  private final Path folder;
  private final EntryLog log;
  private final CallFilter filter;

  private long delivered;
  private long position;
  private CallAssembly assembly = new CallAssembly(true);

  /// Whether calls without a beginning are handed out: no segment has them.
  private boolean lenient;

  private EndedCalls(Path folder, EntryLog log, CallFilter filter) {
    this.folder = folder;
    this.log = log;
    this.filter = filter;
  }

  /// Calls that ended behind a journal position, 0 for every call, or end from now on.
  static EndedCalls after(Path folder, EntryLog log, CallFilter filter, long position) {
    var calls = new EndedCalls(folder, log, filter);
    calls.delivered = position;
    return calls;
  }

  /// Calls that end from now on.
  static EndedCalls fromNow(Path folder, EntryLog log, CallFilter filter) {
    var calls = new EndedCalls(folder, log, filter);
    calls.position =
        log.read(
            0,
            (entry, before, _) -> {
              calls.assembly.take(entry, before);
              return true;
            });
    calls.assembly.forgetOrphans();
    calls.delivered = calls.position;
    return calls;
  }

  /// Hands out what ended since the last time.
  void advance(PlacedConsumer consumer) {
    deliverFiles(consumer);
    while (true) {
      try {
        position =
            log.read(
                position,
                (entry, before, after) -> {
                  var ended = assembly.take(entry, before);
                  if (ended != null && after > delivered) {
                    if (assembly.orphans() && !lenient) {
                      throw new EntryLog.GoneException(
                          "the beginning of " + ended.started().call());
                    }
                    deliver(ended, after, consumer);
                  }
                  return true;
                });
        return;
      } catch (EntryLog.GoneException _) {
        assembly = new CallAssembly(true);
        position = 0;
        lenient = !deliverFiles(consumer);
      }
    }
  }

  private void deliver(CallRecord call, long after, PlacedConsumer consumer) {
    delivered = after;
    if (filter.matches(call)) {
      consumer.take(call, after);
    }
  }

  /// @return whether there was a segment with anything new
  private boolean deliverFiles(PlacedConsumer consumer) {
    boolean any = false;
    while (true) {
      List<CallFile> files =
          CallFile.in(folder).stream().filter(file -> file.last() > delivered).toList();
      if (files.isEmpty()) {
        return any;
      }
      any = true;
      deliverFile(files.getFirst(), consumer);
    }
  }

  private void deliverFile(CallFile file, PlacedConsumer consumer) {
    try (var reader = CallReading.open()) {
      if (CallFileReader.mayHold(file, filter)) {
        reader.each(file, delivered, filter, (call, position) -> deliver(call, position, consumer));
      }
      delivered = Math.max(delivered, file.last());
    } catch (SQLException e) {
      if (CallFile.in(folder).contains(file)) {
        throw CallDatabase.failed(folder, "the call log cannot be read", e);
      }
    }
  }
}
