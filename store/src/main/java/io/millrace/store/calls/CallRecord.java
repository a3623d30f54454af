package io.millrace.store.calls;

import io.millrace.store.journal.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything the journal knows of one call.
///
/// @param ended null while it is under way
/// @param state `open`, or the outcome, or `interrupted` when a crash cut it off
public record CallRecord(
    Entry.CallStarted started,
    List<Attempt> attempts,
    Entry.@Nullable CallEnded ended,
    String state) {
  public CallRecord {
    attempts = List.copyOf(attempts);
  }

  /// One attempt.
  ///
  /// @param ended null while it is under way or when a crash cut it off
  public record Attempt(Entry.AttemptStarted started, Entry.@Nullable AttemptEnded ended) {}
}
