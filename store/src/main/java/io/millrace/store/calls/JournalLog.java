package io.millrace.store.calls;

import io.millrace.store.journal.Entry;
import io.millrace.store.journal.JournalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The journal of a folder, also another process's. Thread-safe.
class JournalLog implements EntryLog {
  private static final String SEGMENT = ".journal";

  private final Path folder;

  JournalLog(Path folder) {
    this.folder = folder;
  }

  @Override
  public long read(long from, Sink sink) {
    String first = firstSegment();
    try (var reader = JournalReader.at(folder, from)) {
      var reading = new Reading(reader, from, sink, first);
      try {
        reader.read(reading::take);
        reading.handOut();
      } catch (Enough _) {
        // the sink wants no more
      }
      return reading.last;
    }
  }

  /// One entry is held back until the reader says where the next one begins.
  private final class Reading {
    private final JournalReader reader;
    private final Sink sink;
    private final String first;
    private long last;
    private @Nullable Entry held;
    private long entered = -1;
    private boolean begun;

    Reading(JournalReader reader, long from, Sink sink, String first) {
      this.reader = reader;
      this.sink = sink;
      this.first = first;
      this.last = from;
    }

    void take(Entry entry) {
      if (!begun) {
        begun = true;
        if (last > 0 && reader.position() != last && reader.damages().isEmpty()) {
          throw new GoneException("the journal was deleted behind " + last);
        }
        last = reader.position();
      }
      if (reader.segment() != entered) {
        entered = reader.segment();
        requireWhole();
      }
      handOut();
      held = entry;
    }

    void handOut() {
      Entry entry = held;
      held = null;
      if (entry == null) {
        return;
      }
      long before = last;
      long after = reader.position();
      last = after;
      if (!sink.take(entry, before, after)) {
        throw new Enough();
      }
    }

    /// Segments are deleted from the first one on: with that one still there none was passed over
    /// on the way into this one, and what an end is told about is whole.
    private void requireWhole() {
      if (!firstSegment().equals(first)) {
        throw new GoneException("the journal was shortened while it was read");
      }
    }
  }

  private String firstSegment() {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(SEGMENT))
          .min(String::compareTo)
          .orElse("");
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends a reading early.
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1;

    Enough() {
      super("enough", null, false, false);
    }
  }
}
