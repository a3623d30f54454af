package io.millrace.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A file of zeros that becomes the next segment. It is made by a thread of its own while the
/// segment before it is written, a piece at a time, so that no record waits for it. Thread-safe.
final class SpareSegment implements AutoCloseable {
  private static final String NAME = "spare.zeros";
  private static final int PIECE = 256 << 10;

  /// After a piece comes a rest so many times as long as it took: records are forced meanwhile.
  private static final int REST = 3;

  /// A disk that has not this many times the room left is left alone.
  private static final int ROOM = 8;

  private final Path file;
  private final long segmentBytes;
  private @Nullable Thread maker;
  private boolean ready;

  /// Whether one was begun for the segment in use.
  private volatile boolean begun;

  private volatile boolean closed;

  /// @param segmentBytes at which a segment ends, but for its last record
  SpareSegment(Path folder, long segmentBytes) {
    this.file = folder.resolve(NAME);
    this.segmentBytes = segmentBytes;
  }

  /// Says how far the segment in use is written; from the middle on the next one is made.
  void neededSoon(long written) {
    boolean soon = written > segmentBytes / 2;
    if (soon && !begun) {
      begin();
    }
    begun = soon;
  }

  private synchronized void begin() {
    if (!ready && maker == null && !closed) {
      maker = Thread.ofPlatform().daemon().name("journal-spare").start(this::make);
    }
  }

  /// Gives the file a segment's name.
  ///
  /// @return false when it is not ready: nothing was done then
  synchronized boolean become(Path segment) throws IOException {
    if (!ready) {
      return false;
    }
    ready = false;
    Files.move(file, segment, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  private void make() {
    boolean made = false;
    try {
      made = write();
    } catch (IOException e) {
      // segments do without: what is wrong with the disk, the records themselves tell
    }
    if (!made) {
      remove();
    }
    synchronized (this) {
      ready = made;
      maker = null;
    }
  }

  private void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // the next one is written over it, and the next start removes it
    }
  }

  private boolean write() throws IOException {
    if (Files.getFileStore(file.getParent()).getUsableSpace() < ROOM * segmentBytes) {
      return false;
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE);
      long size = 0;
      while (size < segmentBytes + PIECE && !closed) {
        long begun = System.nanoTime();
        zeros.clear();
        while (zeros.hasRemaining()) {
          size += channel.write(zeros, size);
        }
        channel.force(false);
        LockSupport.parkNanos(REST * (System.nanoTime() - begun));
      }
    }
    return !closed;
  }

  /// Removes what an earlier process has left.
  void clean() throws IOException {
    Files.deleteIfExists(file);
  }

  /// Ends the making, and leaves no file behind.
  @Override
  public void close() {
    closed = true;
    Thread running;
    synchronized (this) {
      running = maker;
    }
    try {
      if (running != null) {
        running.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    remove();
  }
}
