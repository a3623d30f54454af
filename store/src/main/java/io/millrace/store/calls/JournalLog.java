package io.millrace.store.calls;

import io.millrace.store.journal.JournalReader;
import java.nio.file.Path;

/// The journal of a folder, also another process's. Thread-safe.
class JournalLog implements EntryLog {
  private final Path folder;

  JournalLog(Path folder) {
    this.folder = folder;
  }

  @Override
  public long read(long from, Sink sink) {
    JournalReader reader = JournalReader.at(folder, from);
    long[] before = {from};
    reader.read(entry -> {
      sink.take(entry, before[0], reader.position());
      before[0] = reader.position();
    });
    return reader.position();
  }
}
