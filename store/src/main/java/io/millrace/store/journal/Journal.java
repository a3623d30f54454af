package io.millrace.store.journal;

import java.util.List;

/// The write-ahead record of what happened: append-only, checksummed, segmented. One process at a
/// time holds a folder. Thread-safe.
public final class Journal implements AutoCloseable {
  private Journal() {}

  /// Opens a journal, mends its torn end, and closes calls that a crash cut off as `interrupted`.
  ///
  /// @throws JournalException when the folder is in use or cannot be read or written
  public static Journal open(JournalSettings settings) {
    throw new UnsupportedOperationException();
  }

  /// Writes entries one after another. When this returns they outlive the process, but not yet the
  /// machine.
  ///
  /// @return the position after them, for [#commit]
  /// @throws JournalException when they cannot be written; none of them is then in the journal
  public long append(List<? extends Entry> entries) {
    throw new UnsupportedOperationException();
  }

  /// Waits until everything before a position outlives the machine. Concurrent calls share one
  /// force.
  ///
  /// @throws JournalException when it could not be forced
  public void commit(long position) {
    throw new UnsupportedOperationException();
  }

  /// Whether the journal can be written, as far as the last attempt shows; tries again when it
  /// could not, so that a mended disk is noticed.
  public boolean writable() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
