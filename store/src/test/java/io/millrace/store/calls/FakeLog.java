package io.millrace.store.calls;

import io.millrace.store.journal.Entry;
import java.util.ArrayList;
import java.util.List;

/// A journal in memory: every entry takes a hundred bytes. Thread-safe.
final class FakeLog implements OwnedLog {
  static final int ENTRY = 100;

  private final List<Entry> entries = new ArrayList<>();
  private long first;
  private long committed;

  synchronized void append(Entry... more) {
    entries.addAll(List.of(more));
  }

  @Override
  public long read(long from, Sink sink) {
    long position = Math.max(from, first());
    if (from > 0 && from < first()) {
      throw new GoneException("deleted");
    }
    while (position < end()) {
      Entry entry = at(position);
      long before = position;
      position += ENTRY;
      if (!sink.take(entry, before, position)) {
        break;
      }
    }
    return position;
  }

  private synchronized Entry at(long position) {
    if (position < first) {
      throw new GoneException("deleted");
    }
    return entries.get((int) (position / ENTRY));
  }

  synchronized long first() {
    return first;
  }

  synchronized long committed() {
    return committed;
  }

  @Override
  public synchronized long end() {
    return (long) entries.size() * ENTRY;
  }

  @Override
  public synchronized void commit(long position) {
    committed = Math.max(committed, position);
  }

  @Override
  public synchronized void release(long below) {
    first = Math.max(first, below);
  }
}
