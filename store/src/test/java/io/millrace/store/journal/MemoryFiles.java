package io.millrace.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/// A disk in memory that fails on demand, and forgets at a power cut whatever was not forced.
public final class MemoryFiles implements JournalFiles {
  private final TreeMap<Long, Bytes> files = new TreeMap<>();
  private long room = Long.MAX_VALUE;
  private boolean forceFails;
  private CountDownLatch gate = new CountDownLatch(0);
  int forces;

  /// An empty disk.
  public MemoryFiles() {}

  /// Lets no force return until the gate is opened.
  public synchronized CountDownLatch closeGate() {
    gate = new CountDownLatch(1);
    return gate;
  }

  private synchronized CountDownLatch gate() {
    return gate;
  }

  public synchronized void room(long bytes) {
    room = bytes;
  }

  public synchronized void forceFails(boolean fails) {
    forceFails = fails;
  }

  /// What a machine finds that lost its power: forced bytes, and maybe a part of the others.
  ///
  /// @param kept of the bytes behind the forced ones, at most
  public synchronized MemoryFiles afterPowerCut(int kept) {
    var next = new MemoryFiles();
    files.forEach((start, bytes) -> {
      int size = Math.min(bytes.length, bytes.forced + kept);
      if (bytes.forced > 0 || kept > 0) {
        var copy = new Bytes();
        copy.data = Arrays.copyOf(bytes.data, Math.max(1, size));
        copy.length = size;
        copy.forced = size;
        next.files.put(start, copy);
      }
    });
    return next;
  }

  synchronized byte[] bytes(long start) {
    Bytes bytes = java.util.Objects.requireNonNull(files.get(start));
    return Arrays.copyOf(bytes.data, bytes.length);
  }

  synchronized void replace(long start, byte[] data) {
    var bytes = new Bytes();
    bytes.data = data.clone();
    bytes.length = data.length;
    bytes.forced = data.length;
    files.put(start, bytes);
  }

  @Override
  public Path folder() {
    return Path.of("memory");
  }

  @Override
  public synchronized List<Long> segments() {
    return List.copyOf(files.keySet());
  }

  @Override
  public synchronized Segment create(long start) throws IOException {
    if (room <= 0) {
      throw new IOException("No space left on device");
    }
    files.put(start, new Bytes());
    return new Open(files.get(start));
  }

  @Override
  public synchronized Segment open(long start, boolean write) throws IOException {
    Bytes bytes = files.get(start);
    if (bytes == null) {
      throw new NoSuchFileException(Long.toString(start));
    }
    return new Open(bytes);
  }

  @Override
  public void clean() {
    // nothing is left of what it deletes
  }

  @Override
  public synchronized void delete(long start) {
    files.remove(start);
  }

  private static final class Bytes {
    private byte[] data = new byte[64];
    private int length;
    private int forced;
  }

  private final class Open implements Segment {
    private final Bytes bytes;

    Open(Bytes bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      synchronized (MemoryFiles.this) {
        return bytes.length;
      }
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
      synchronized (MemoryFiles.this) {
        while (from.hasRemaining()) {
          int at = (int) offset;
          int count = (int) Math.min(from.remaining(), Math.max(0, room));
          if (count == 0) {
            throw new IOException("No space left on device");
          }
          if (bytes.data.length < at + count) {
            bytes.data = Arrays.copyOf(bytes.data, (at + count) * 2);
          }
          from.get(bytes.data, at, count);
          bytes.length = Math.max(bytes.length, at + count);
          room -= count;
          if (from.hasRemaining()) {
            throw new IOException("No space left on device");
          }
        }
      }
    }

    @Override
    public int read(ByteBuffer into, long offset) {
      synchronized (MemoryFiles.this) {
        int count = Math.max(0, Math.min(into.remaining(), bytes.length - (int) offset));
        into.put(bytes.data, (int) Math.min(offset, bytes.length), count);
        return count;
      }
    }

    @Override
    public void force() throws IOException {
      try {
        gate().await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      synchronized (MemoryFiles.this) {
        if (forceFails) {
          throw new IOException("Input/output error");
        }
        forces++;
        bytes.forced = bytes.length;
      }
    }

    @Override
    public void truncate(long size) {
      synchronized (MemoryFiles.this) {
        bytes.length = (int) Math.min(bytes.length, size);
        bytes.forced = Math.min(bytes.forced, bytes.length);
      }
    }

    @Override
    public void close() {}
  }
}
