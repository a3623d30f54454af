package io.millrace.store.calls;

import io.millrace.model.CallId;
import io.millrace.store.journal.Journal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The call log: a projection of the journal into Parquet files, and its reader. Thread-safe.
///
/// The files are described in docs/call-log-schema.md.
public final class CallStore implements AutoCloseable {
  private static final long SEGMENT_BYTES = 64L << 20;

  private final CallReading reading;
  private final @Nullable Projector projector;

  private CallStore(CallReading reading, @Nullable Projector projector) {
    this.reading = reading;
    this.projector = projector;
  }

  /// For the process that holds the journal: projects closed segments in the background and answers
  /// from the journal what is not projected yet.
  ///
  /// @param data the data folder: `journal/` and `calls/` are in it
  public static CallStore open(Path data, Journal journal, CallStoreSettings settings) {
    return open(data, journal, settings, InstantSource.system());
  }

  /// The same with a clock, which says when bodies expire.
  public static CallStore open(
      Path data, Journal journal, CallStoreSettings settings, InstantSource clock) {
    var log = new HeldJournal(data.resolve("journal"), journal);
    return open(data, log, settings, clock, SEGMENT_BYTES);
  }

  static CallStore open(
      Path data, OwnedLog log, CallStoreSettings settings, InstantSource clock, long segmentBytes) {
    Path folder = data.resolve("calls");
    var projector = new Projector(folder, log, settings, clock, segmentBytes);
    projector.start();
    return new CallStore(new CallReading(folder, log), projector);
  }

  /// For any other process: reads what is there, projects nothing, changes nothing.
  public static CallStore reading(Path data) {
    return reading(data, new JournalLog(data.resolve("journal")));
  }

  static CallStore reading(Path data, EntryLog log) {
    return new CallStore(new CallReading(data.resolve("calls"), log), null);
  }

  /// One call, with its bodies where they are kept.
  public Optional<CallRecord> find(CallId id) {
    return reading.find(id);
  }

  /// Calls, the latest first, without their bodies: [#find] has those of one, [#export] of many.
  public List<CallRecord> list(CallFilter filter) {
    return reading.list(filter);
  }

  /// How many ended calls a filter wants; its limit is not looked at.
  public long count(CallFilter filter) {
    return reading.count(filter);
  }

  /// Takes every call that ends from now on, until the subscription is closed. A consumer that
  /// falls behind loses nothing: it reads at its own pace, from the journal and from the files
  /// where the journal is gone. The filter's limit is not looked at. The consumer is called on a
  /// thread of its own; what it throws ends the subscription.
  public AutoCloseable follow(CallFilter filter, Consumer<CallRecord> consumer) {
    return new Following(reading.ended(filter, false), (call, _) -> consumer.accept(call));
  }

  /// Takes calls with the journal position after their end.
  @FunctionalInterface
  public interface PlacedConsumer {
    /// Takes a call.
    ///
    /// @param position the journal position after its end: where to go on behind it
    void take(CallRecord call, long position);
  }

  /// Takes every call that ended behind a journal position and every one that ends from now on,
  /// with their bodies, each once and in the order they ended; otherwise like the other one.
  ///
  /// @param after 0 for every call there is
  public AutoCloseable follow(CallFilter filter, long after, PlacedConsumer consumer) {
    return new Following(reading.ended(filter, after), consumer);
  }

  /// The same for a reader that asks when it is ready: for work that is done in batches.
  ///
  /// @param after 0 for every call there is
  public CallFeed feed(CallFilter filter, long after) {
    return new CallFeed(reading.ended(filter, after));
  }

  /// Hands out every call that ended behind a journal position by now, with its bodies, in the
  /// order they ended, on the caller's thread. The filter's limit is not looked at.
  ///
  /// @param after 0 for every call there is
  public void each(CallFilter filter, long after, PlacedConsumer consumer) {
    reading.ended(filter, after).advance(consumer);
  }

  /// Adds up what a bill needs of every ended call that a filter wants, each once and in the order
  /// they ended, on the caller's thread. Calls under way have no cost yet and are left out. The
  /// filter's limit is not looked at.
  ///
  /// @param fresh an empty sum; called again when the log changed under the reading, which then
  ///   begins anew
  public <T> T bill(CallFilter filter, Supplier<T> fresh, BiConsumer<T, BilledCall> add) {
    return reading.bill(filter, fresh, add);
  }

  /// Writes calls that ended as JSON lines that an audit reads (docs/call-logs.md), the oldest
  /// first; of more than the filter's limit, the latest. Calls without bodies are left out.
  ///
  /// @return how many were written
  public long export(CallFilter filter, OutputStream out) throws IOException {
    return new CallExport(reading).write(filter, out);
  }

  /// Projects everything that ended by now, whatever the size of the segment; for tests, exports
  /// and a clean shutdown.
  public void flush() {
    if (projector != null) {
      projector.project(true);
      projector.expire();
    }
  }

  /// Ends the background work; does not flush, and does not close the journal.
  @Override
  public void close() {
    if (projector != null) {
      projector.close();
    }
  }
}
