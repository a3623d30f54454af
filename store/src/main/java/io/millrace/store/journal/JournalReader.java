package io.millrace.store.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a journal from its folder, also while another process writes it. Positions are offsets in
/// bytes since the journal's beginning, over all segments. One thread at a time.
public final class JournalReader implements AutoCloseable {
  private final JournalFiles files;
  private final List<String> damages = new ArrayList<>();
  private long position;
  private long start = -1;
  private JournalFiles.@Nullable Segment segment;

  private JournalReader(JournalFiles files, long position) {
    this.files = files;
    this.position = position;
  }

  /// @param from where to begin: 0 for the first entry still there, or what [#position] said
  public static JournalReader at(Path folder, long from) {
    return new JournalReader(new DiskFiles(folder), from);
  }

  /// The same on other files.
  public static JournalReader at(JournalFiles files, long from) {
    return new JournalReader(files, from);
  }

  /// Hands out every whole entry from here on, in order, and returns at the end of what is written
  /// by now. Damaged places are passed over and told by [#damages].
  ///
  /// @return how many there were
  /// @throws JournalException when the files cannot be read
  public int read(Consumer<Entry> consumer) {
    if (!Files.isDirectory(files.folder()) && files instanceof DiskFiles) {
      return 0;
    }
    int count = 0;
    try {
      while (enter()) {
        count += readSegment(consumer);
        long next = nextSegment();
        if (next < 0) {
          break;
        }
        // whatever was written between the two looks: with a next one, this one is final
        count += readSegment(consumer);
        noteTail();
        position = Math.max(position, next);
        closeSegment();
      }
    } catch (NoSuchFileException e) {
      closeSegment();
    } catch (IOException e) {
      throw new JournalException(
          "the journal in " + files.folder() + " cannot be read: " + e.getMessage(), e);
    }
    return count;
  }

  /// Opens the segment that holds the position, or the first one behind it.
  private boolean enter() throws IOException {
    if (segment != null) {
      return true;
    }
    List<Long> starts = files.segments();
    long found = -1;
    for (long each : starts) {
      if (each <= position || found < 0) {
        found = each;
      }
    }
    if (found < 0) {
      return false;
    }
    start = found;
    position = Math.max(position, start);
    segment = files.open(start, false);
    return true;
  }

  private int readSegment(Consumer<Entry> consumer) throws IOException {
    JournalFiles.Segment current = java.util.Objects.requireNonNull(segment);
    var scan = new SegmentScan(current, SegmentScan.HEAD + position - start);
    int count = 0;
    while (true) {
      switch (scan.advance()) {
        case END -> {
          return count;
        }
        case DAMAGE -> damages.add(damage(start, scan.offset(), scan.next()));
        case RECORD -> {
          Entry entry = scan.parser().entry();
          if (entry != null) {
            consumer.accept(entry);
            count++;
          }
        }
      }
      position = start + scan.next() - SegmentScan.HEAD;
    }
  }

  /// Where the next segment begins; -1 when there is none.
  private long nextSegment() throws IOException {
    for (long each : files.segments()) {
      if (each > start) {
        return each;
      }
    }
    return -1;
  }

  private void noteTail() throws IOException {
    long read = SegmentScan.HEAD + position - start;
    JournalFiles.Segment current = java.util.Objects.requireNonNull(segment);
    var scan = new SegmentScan(current, read);
    if (scan.advance() == SegmentScan.Found.END && !scan.blank()) {
      damages.add(damage(start, read, current.size()));
    }
  }

  private void closeSegment() {
    if (segment != null) {
      try {
        segment.close();
      } catch (IOException e) {
        // nothing was written
      }
      segment = null;
    }
  }

  static String damage(long start, long from, long to) {
    return "the segment at "
        + start
        + " is damaged from byte "
        + from
        + " to "
        + to
        + ": there is no whole entry; the file is kept";
  }

  /// After the last entry handed out.
  public long position() {
    return position;
  }

  /// Where the segment begins that was read last; -1 before the first.
  public long segment() {
    return start;
  }

  /// Places that could not be read, for the operator.
  public List<String> damages() {
    return List.copyOf(damages);
  }

  @Override
  public void close() {
    closeSegment();
  }
}
