package io.millrace.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files of a journal on a disk.
record DiskFiles(Path folder) implements JournalFiles {
  private static final Pattern NAME = Pattern.compile("\\d{20}\\.journal");

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
    return new DiskSegment(channel);
  }

  /// The name of a new file is the folder's content.
  private void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public Segment open(long start, boolean write) throws IOException {
    return new DiskSegment(
        write
            ? FileChannel.open(path(start), StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(path(start), StandardOpenOption.READ));
  }

  @Override
  public void delete(long start) throws IOException {
    Files.deleteIfExists(path(start));
  }

  private record DiskSegment(FileChannel channel) implements Segment {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
      long at = offset;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
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
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
