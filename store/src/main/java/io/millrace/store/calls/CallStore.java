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
  /// from memory what is not projected yet.
  ///
  /// @param folder of the Parquet files
  public static CallStore open(Path folder, Journal journal, CallStoreSettings settings) {
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
  /// falls behind loses calls and is told how many.
  public AutoCloseable follow(CallFilter filter, Consumer<CallRecord> consumer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
