package io.millrace.store.calls;

import io.millrace.store.journal.Entry;

/// A journal as the call log reads it.
interface EntryLog {
  /// Hands out whole entries in order, up to what is written by now or until the sink has enough.
  ///
  /// @param from where to begin: 0 for the first entry still there, or a position after an entry
  /// @return the position after the last entry that was handed out, `from` when there was none
  /// @throws GoneException when what stands at `from` was deleted
  long read(long from, Sink sink);

  /// Takes entries.
  @FunctionalInterface
  interface Sink {
    /// @param before the position in front of the entry
    /// @param after the position behind it
    /// @return whether to go on
    boolean take(Entry entry, long before, long after);
  }

  /// What was to be read is no longer in the journal: it was projected in the meantime.
  final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GoneException(String message) {
      super(message);
    }
  }
}
