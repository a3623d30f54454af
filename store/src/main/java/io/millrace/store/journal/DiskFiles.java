package io.millrace.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/*
 * Zeros are written ahead of the records. Forcing a record then writes its blocks and nothing of the
 * file system's own: neither the size nor the place of the file changes. That halves the time and
 * the work of a force. Zeros are no record, and where they reach to a file's end they are no damage.
 */

/// The files of a journal on a disk.
record DiskFiles(Path folder) implements JournalFiles {
  private static final Pattern NAME = Pattern.compile("\\d{20}\\.journal");

  /// A segment that is being deleted.
  private static final String DROPPED = ".dropped";

  private static final long PIECE = 1 << 20;
  private static final long BETWEEN_PIECES = 10_000_000;

  private Path path(long start) {
    return folder.resolve(String.format(Locale.ROOT, "%020d.journal", start));
  }

  @Override
  public List<Long> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> NAME.matcher(name).matches())
          .map(name -> Long.parseLong(name.substring(0, 20)))
          .sorted()
          .toList();
    }
  }

  @Override
  public Segment create(long start) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path(start),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    forceFolder();
    return new DiskSegment(channel, 0);
  }

  /// The name of a new file is the folder's content.
  private void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public Segment open(long start, boolean write) throws IOException {
    FileChannel channel =
        write
            ? FileChannel.open(path(start), StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(path(start), StandardOpenOption.READ);
    return new DiskSegment(channel, channel.size());
  }

  /// The name goes at once, the blocks piece by piece: a disk that is told of many free blocks in
  /// one go may answer nothing else for a tenth of a second.
  @Override
  public void delete(long start) throws IOException {
    Path dropped = folder.resolve(path(start).getFileName() + DROPPED);
    try {
      Files.move(path(start), dropped, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    free(dropped);
  }

  private static void free(Path dropped) throws IOException {
    try (FileChannel channel = FileChannel.open(dropped, StandardOpenOption.WRITE)) {
      for (long size = channel.size() - PIECE; size > 0; size -= PIECE) {
        channel.truncate(size);
        LockSupport.parkNanos(BETWEEN_PIECES);
      }
    }
    Files.deleteIfExists(dropped);
  }

  @Override
  public void clean() throws IOException {
    List<Path> left;
    try (Stream<Path> files = Files.list(folder)) {
      left = files.filter(file -> file.toString().endsWith(DROPPED)).toList();
    }
    for (Path each : left) {
      Files.deleteIfExists(each);
    }
  }

  private static final class DiskSegment implements Segment {
    /// Outside of the heap: from there a write copies once, and none of it is made anew.
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(256 << 10).asReadOnlyBuffer();

    private final FileChannel channel;

    /// Up to here the file was written, be it with zeros.
    private long written;

    DiskSegment(FileChannel channel, long written) {
      this.channel = channel;
      this.written = written;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public synchronized void write(ByteBuffer bytes, long offset) throws IOException {
      long end = writeAll(bytes, offset);
      if (end > written) {
        written = end;
        writeAhead();
      }
    }

    private long writeAll(ByteBuffer bytes, long offset) throws IOException {
      long at = offset;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
      return at;
    }

    private void writeAhead() {
      try {
        written = writeAll(ZEROS.duplicate(), written);
      } catch (IOException e) {
        // no room ahead: the records themselves may still have some, and tell when they have not
      }
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
      int total = 0;
      while (into.hasRemaining()) {
        int count = channel.read(into, offset + total);
        if (count < 0) {
          break;
        }
        total += count;
      }
      return total;
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public synchronized void truncate(long size) throws IOException {
      channel.truncate(size);
      written = Math.min(written, size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
