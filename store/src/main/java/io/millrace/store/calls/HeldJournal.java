package io.millrace.store.calls;

import io.millrace.store.journal.Journal;
import java.nio.file.Path;

/// The journal that this process holds. Thread-safe.
final class HeldJournal extends JournalLog implements OwnedLog {
  private final Journal journal;

  HeldJournal(Path folder, Journal journal) {
    super(folder);
    this.journal = journal;
  }

  @Override
  public long end() {
    return journal.end();
  }

  @Override
  public void commit(long position) {
    journal.commit(position);
  }

  @Override
  public void release(long below) {
    journal.releaseUpTo(below);
  }
}
