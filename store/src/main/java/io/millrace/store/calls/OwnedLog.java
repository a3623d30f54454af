package io.millrace.store.calls;

/// The journal of this process: what only the one who holds it may do.
interface OwnedLog extends EntryLog {
  /// The position after the last entry written.
  long end();

  /// Waits until everything before a position outlives the machine.
  void commit(long position);

  /// Lets the journal delete whole segments below a position.
  void release(long below);
}
