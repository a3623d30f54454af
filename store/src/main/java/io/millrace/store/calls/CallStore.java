package io.millrace.store.calls;

import io.millrace.model.CallId;
import io.millrace.store.journal.Journal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The call log: a projection of the journal into Parquet files, and its reader. Thread-safe.
public final class CallStore implements AutoCloseable {
  private CallStore() {}

  /// For the process that holds the journal: projects closed segments in the background and answers
  /// from the journal what is not projected yet.
  ///
  /// @param data the data folder: `journal/` and `calls/` are in it
  public static CallStore open(Path data, Journal journal, CallStoreSettings settings) {
    throw new UnsupportedOperationException();
  }

  /// For any other process: reads what is there, projects nothing, changes nothing.
  public static CallStore reading(Path data) {
    throw new UnsupportedOperationException();
  }

  /// One call.
  public Optional<CallRecord> find(CallId id) {
    throw new UnsupportedOperationException();
  }

  /// Calls, the latest first.
  public List<CallRecord> list(CallFilter filter) {
    throw new UnsupportedOperationException();
  }

  /// Takes every call that ends from now on, until the subscription is closed. A consumer that
  /// falls behind loses nothing: it reads from the journal at its own pace.
  public AutoCloseable follow(CallFilter filter, Consumer<CallRecord> consumer) {
    throw new UnsupportedOperationException();
  }

  /// Projects everything that ended by now, whatever the size of the segment; for tests, exports
  /// and a clean shutdown.
  public void flush() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
