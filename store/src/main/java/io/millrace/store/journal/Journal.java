package io.millrace.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * A position counts the bytes of records since the journal's beginning, over all segments; a
 * segment is named by the position of its first record. Its first record says which calls are open
 * there, so that the last segment alone tells what a crash cut off.
 *
 * An append is one positional write under a lock: the page cache has it when it returns, so it
 * outlives the process. A commit waits for a force, which GroupCommit shares. After a force has
 * failed nobody knows what the disk holds: what waited for it fails, and the next append begins a
 * new segment.
 */

/// The write-ahead record of what happened: append-only, checksummed, segmented. One process at a
/// time holds a folder. Thread-safe; docs/journal.md describes the files.
public final class Journal implements AutoCloseable {
  private final JournalFiles files;
  private final long segmentBytes;
  private final @Nullable FileChannel lockFile;
  private final List<String> notices = new ArrayList<>();
  private final OpenCalls open;
  private final List<JournalFiles.Segment> unforced = new ArrayList<>();
  private final GroupCommit commits;

  /// No monitor: a virtual thread that has waited for one is handed over by another thread.
  private final ReentrantLock lock = new ReentrantLock();

  private JournalFiles.@Nullable Segment segment;
  private long segmentStart;
  private long end;
  private volatile long durable;
  private volatile @Nullable String trouble;

  /// Positions above `durable` up to this one were in a segment that could not be forced.
  private volatile long doubtful;

  private Journal(
      JournalFiles files, long segmentBytes, @Nullable FileChannel lockFile, InstantSource clock)
      throws IOException {
    this.files = files;
    this.segmentBytes = segmentBytes;
    this.lockFile = lockFile;
    files.clean();
    Recovery recovery = Recovery.of(files);
    this.notices.addAll(recovery.notices());
    this.open = recovery.open();
    this.end = recovery.end();
    resume(recovery);
    this.commits = new GroupCommit(this::force);
    List<Entry> interrupted = open.interrupted(clock.instant());
    if (!interrupted.isEmpty()) {
      notices.add(open.count() + " calls were cut off by a crash and are closed as interrupted");
      commit(append(interrupted));
    }
  }

  private void resume(Recovery recovery) throws IOException {
    if (recovery.sound()) {
      segmentStart = files.segments().getLast();
      segment = files.open(segmentStart, true);
    }
  }

  /// Opens a journal, goes on behind its last whole entry, and closes calls that a crash cut off as
  /// `interrupted`.
  ///
  /// @throws JournalException when the folder is in use or cannot be read or written
  public static Journal open(JournalSettings settings) {
    Path folder = settings.folder();
    FileChannel lock = null;
    try {
      Files.createDirectories(folder);
      lock = lock(folder);
      return new Journal(
          new DiskFiles(folder), settings.segmentBytes(), lock, InstantSource.system());
    } catch (IOException e) {
      closeQuietly(lock);
      throw failure(folder, "cannot be opened", e);
    } catch (JournalException e) {
      closeQuietly(lock);
      throw e;
    }
  }

  /// The same on other files, whose folder nobody else uses.
  public static Journal open(JournalFiles files, long segmentBytes) {
    try {
      return new Journal(files, segmentBytes, null, InstantSource.system());
    } catch (IOException e) {
      throw failure(files.folder(), "cannot be opened", e);
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // this process holds it
    }
    if (lock == null) {
      channel.close();
      throw new JournalException(
          "the journal in "
              + folder
              + " is in use by another gateway: stop that one, or give this one another folder"
              + " with --data");
    }
    return channel;
  }

  private static void closeQuietly(@Nullable AutoCloseable closeable) {
    if (closeable != null) {
      try {
        closeable.close();
      } catch (Exception e) {
        // closing a file that is given up
      }
    }
  }

  private static JournalException failure(Path folder, String what, IOException e) {
    return new JournalException(
        "the journal in "
            + folder
            + " "
            + what
            + " ("
            + e.getMessage()
            + "): look at the disk's room, its health and the folder's owner",
        e);
  }

  /// What was found and mended when the journal was opened, for the operator.
  public List<String> notices() {
    return List.copyOf(notices);
  }

  /// The folder.
  public Path folder() {
    return files.folder();
  }

  /// Writes entries one after another. When this returns they outlive the process, but not yet the
  /// machine.
  ///
  /// @return the position after them, for [#commit]
  /// @throws JournalException when they cannot be written; none of them is then in the journal
  public long append(List<? extends Entry> entries) {
    int size = 64;
    for (Entry entry : entries) {
      size += EntryWriter.size(entry);
    }
    var writer = new EntryWriter(size);
    for (Entry entry : entries) {
      writer.entry(entry);
    }
    lock.lock();
    try {
      try {
        write(ByteBuffer.wrap(writer.bytes(), 0, writer.length()));
      } catch (IOException e) {
        trouble = String.valueOf(e.getMessage());
        throw failure(files.folder(), "cannot be written", e);
      }
      entries.forEach(open::take);
      return end;
    } finally {
      lock.unlock();
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    JournalFiles.Segment current = segment;
    if (current == null || end - segmentStart >= segmentBytes) {
      current = roll();
    }
    int length = bytes.remaining();
    try {
      current.write(bytes, offset());
    } catch (IOException e) {
      cutOff(current);
      throw e;
    }
    end += length;
  }

  private long offset() {
    return SegmentScan.HEAD + end - segmentStart;
  }

  /// What was written in part is cut off; where that fails, nothing follows it.
  private void cutOff(JournalFiles.Segment current) {
    try {
      current.truncate(offset());
    } catch (IOException e) {
      unforced.add(current);
      segment = null;
    }
  }

  private JournalFiles.Segment roll() throws IOException {
    JournalFiles.Segment next = files.create(end);
    var writer = new EntryWriter(256);
    writer.openCalls(open);
    try {
      next.write(ByteBuffer.wrap(SegmentScan.head(end)), 0);
      next.write(ByteBuffer.wrap(writer.bytes(), 0, writer.length()), SegmentScan.HEAD);
    } catch (IOException e) {
      closeQuietly(next);
      files.delete(end);
      throw e;
    }
    if (segment != null) {
      unforced.add(segment);
    }
    segment = next;
    segmentStart = end;
    end += writer.length();
    return next;
  }

  /// Waits until everything before a position outlives the machine. Concurrent calls share one
  /// force.
  ///
  /// @param position that [#append] returned
  /// @throws JournalException when it could not be forced
  public void commit(long position) {
    try {
      requireCertain(position);
      if (position > durable) {
        commits.await();
        // the force before the one awaited may have failed and dropped the segment
        requireCertain(position);
      }
    } catch (IOException e) {
      throw failure(files.folder(), "cannot be forced to the disk", e);
    }
  }

  private void requireCertain(long position) throws IOException {
    if (position <= doubtful) {
      throw new IOException("a force failed, and what the disk holds is not known");
    }
  }

  private void force() throws IOException {
    List<JournalFiles.Segment> due;
    JournalFiles.Segment current;
    long until;
    lock.lock();
    try {
      due = List.copyOf(unforced);
      current = segment;
      until = end;
    } finally {
      lock.unlock();
    }
    try {
      for (JournalFiles.Segment each : due) {
        each.force();
      }
      if (current != null) {
        current.force();
      }
    } catch (IOException e) {
      forceFailed(current, e);
      throw e;
    }
    lock.lock();
    try {
      unforced.removeAll(due);
    } finally {
      lock.unlock();
    }
    due.forEach(Journal::closeQuietly);
    durable = until;
    trouble = null;
  }

  private void forceFailed(JournalFiles.@Nullable Segment current, IOException e) {
    lock.lock();
    try {
      trouble = String.valueOf(e.getMessage());
      doubtful = end;
      if (Objects.equals(segment, current)) {
        closeQuietly(current);
        segment = null;
      }
      unforced.forEach(Journal::closeQuietly);
      unforced.clear();
    } finally {
      lock.unlock();
    }
  }

  /// Whether the journal can be written, as far as the last attempt shows; tries again when it
  /// could not, so that a mended disk is noticed.
  public boolean writable() {
    if (trouble == null) {
      return true;
    }
    try {
      lock.lock();
      try {
        roll();
      } finally {
        lock.unlock();
      }
      commits.await();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// The position after the last entry.
  public long end() {
    lock.lock();
    try {
      return end;
    } finally {
      lock.unlock();
    }
  }

  /// The position at which the segment that is being written begins: all before it is final.
  public long finalUntil() {
    lock.lock();
    try {
      return segment == null ? end : segmentStart;
    } finally {
      lock.unlock();
    }
  }

  /// Deletes the segments whose entries all stand before a position, but never the last one.
  ///
  /// @throws JournalException when one cannot be deleted
  public void releaseUpTo(long position) {
    try {
      List<Long> starts = files.segments();
      long last = finalUntil();
      for (int i = 0; i + 1 < starts.size(); i++) {
        if (starts.get(i + 1) <= Math.min(position, last)) {
          files.delete(starts.get(i));
        }
      }
    } catch (IOException e) {
      throw failure(files.folder(), "cannot be shortened", e);
    }
  }

  @Override
  public void close() {
    commits.close();
    lock.lock();
    try {
      try {
        if (segment != null) {
          segment.force();
        }
      } catch (IOException e) {
        throw failure(files.folder(), "cannot be forced to the disk", e);
      } finally {
        closeQuietly(segment);
        segment = null;
        unforced.forEach(Journal::closeQuietly);
        closeQuietly(lockFile);
      }
    } finally {
      lock.unlock();
    }
  }
}
