package io.millrace.store.calls;

import io.millrace.model.CallId;
import io.millrace.store.journal.Entry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * An answer is put together from segments and from the journal behind them, while another process
 * may write segments and delete what they cover from the journal. A segment appears before anything
 * is deleted; so if the list of segments is the same before and after the journal was read, nothing
 * was missed and nothing seen twice. If it is not, the answer is put together again.
 */

/// Answers from the segments and the journal's tail. Writes nothing. Thread-safe.
final class CallReading {
  private static final int TRIES = 100;

  private final Path folder;
  private final EntryLog log;

  /// @param folder of the segments
  CallReading(Path folder, EntryLog log) {
    this.folder = folder;
    this.log = log;
  }

  /// Works on a list of segments that held still.
  private interface Work<T> {
    @Nullable T on(List<CallFile> files) throws SQLException;
  }

  private <T> @Nullable T consistently(Work<T> work) {
    Exception last = null;
    for (int i = 0; i < TRIES; i++) {
      List<CallFile> files = CallFile.in(folder);
      try {
        T result = work.on(files);
        if (CallFile.in(folder).equals(files)) {
          return result;
        }
      } catch (EntryLog.GoneException e) {
        last = e;
      } catch (SQLException e) {
        if (CallFile.in(folder).equals(files)) {
          throw CallDatabase.failed(folder, "the call log cannot be read", e);
        }
        last = e;
      }
    }
    throw CallDatabase.failed(
        folder,
        "the call log changes too fast to be read",
        last == null ? new IllegalStateException("new segments all the time") : last);
  }

  /// One call with its bodies.
  Optional<CallRecord> find(CallId id) {
    return Optional.ofNullable(
        this.<CallRecord>consistently(files -> {
          CallRecord tail = findInTail(id);
          if (tail != null || files.isEmpty()) {
            return tail;
          }
          try (var reader = open()) {
            return reader.find(files, id.text()).orElse(null);
          }
        }));
  }

  private @Nullable CallRecord findInTail(CallId id) {
    var assembly = new CallAssembly(true);
    List<CallRecord> found = new ArrayList<>();
    log.read(
        0,
        (entry, before, _) -> {
          CallRecord ended = entry.call().equals(id) ? assembly.take(entry, before) : null;
          if (ended != null && !assembly.orphans()) {
            found.add(ended);
          }
          return ended == null;
        });
    found.addAll(assembly.open());
    return found.isEmpty() ? null : found.getFirst();
  }

  /// The latest calls without bodies.
  List<CallRecord> list(CallFilter filter) {
    List<CallRecord> found =
        consistently(files -> {
          List<CallRecord> calls = tail(CallFile.covered(files), filter);
          if (!files.isEmpty()) {
            try (var reader = open()) {
              calls.addAll(reader.latest(files, filter));
            }
          }
          return CallOrder.latest(calls, filter.limit());
        });
    return found == null ? List.of() : found;
  }

  private List<CallRecord> tail(long covered, CallFilter filter) {
    var assembly = new CallAssembly(false);
    var latest = new LatestCalls(filter.limit());
    log.read(
        0,
        (entry, before, after) -> {
          CallRecord ended = assembly.take(entry, before);
          if (ended != null && after > covered && filter.matches(ended)) {
            latest.add(ended);
          }
          return true;
        });
    assembly.open().stream().filter(filter::matches).forEach(latest::add);
    return latest.calls();
  }

  /// How many ended calls a filter wants.
  long count(CallFilter filter) {
    Long count =
        consistently(files -> {
          long[] inTail = {0};
          long covered = CallFile.covered(files);
          var assembly = new CallAssembly(false);
          log.read(
              0,
              (entry, before, after) -> {
                CallRecord ended = assembly.take(entry, before);
                inTail[0] += ended != null && after > covered && filter.matches(ended) ? 1 : 0;
                return true;
              });
          try (var reader = open()) {
            return inTail[0] + reader.count(files, filter);
          }
        });
    return count == null ? 0 : count;
  }

  /// What a bill needs of every ended call that a filter wants, in the order they ended.
  ///
  /// @param fresh called again when the segments changed under the reading, which then begins anew
  <T> T bill(CallFilter filter, Supplier<T> fresh, BiConsumer<T, BilledCall> add) {
    T bill =
        this.<T>consistently(files -> {
          T sum = fresh.get();
          if (!files.isEmpty()) {
            try (var reader = open()) {
              reader.bill(files, filter, call -> add.accept(sum, call));
            }
          }
          long covered = CallFile.covered(files);
          var assembly = new CallAssembly(false);
          log.read(
              0,
              (entry, before, after) -> {
                CallRecord call = assembly.take(entry, before);
                Entry.CallEnded ended = call == null ? null : call.ended();
                if (call != null && ended != null && after > covered && filter.matches(call)) {
                  add.accept(sum, BilledCall.of(call, ended));
                }
                return true;
              });
          return sum;
        });
    return bill == null ? fresh.get() : bill;
  }

  /// Calls that ended, in the order they ended.
  ///
  /// @param all from the oldest on, or else only those that end from now on
  EndedCalls ended(CallFilter filter, boolean all) {
    return all ? ended(filter, 0) : EndedCalls.fromNow(folder, log, filter);
  }

  /// Calls that ended behind a journal position, in the order they ended.
  EndedCalls ended(CallFilter filter, long after) {
    return EndedCalls.after(folder, log, filter, after);
  }

  static CallFileReader open() throws SQLException {
    return new CallFileReader(
        Path.of(System.getProperty("java.io.tmpdir", "."))
            .resolve("millrace-spill-" + ProcessHandle.current().pid()));
  }
}
