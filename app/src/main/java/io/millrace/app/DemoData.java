package io.millrace.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The data folder of a demo: empty when it begins, held by one demo at a time. What an earlier
/// demo left there is deleted; anything else is refused.
final class DemoData implements AutoCloseable {
  private static final String MARK = ".millrace-demo";

  private final FileChannel channel;

  private DemoData(FileChannel channel) {
    this.channel = channel;
  }

  /// Makes `out/data`, empty.
  ///
  /// @throws UnusableException when something else is there, or another demo runs in it
  static DemoData fresh(Path out) throws IOException {
    Path data = out.resolve("data");
    Files.createDirectories(out);
    Path mark = out.resolve(MARK);
    if (Files.exists(data) && !Files.exists(mark)) {
      throw new UnusableException(
          data + ": this was not made by a demo and is not replaced; choose another --out");
    }
    FileChannel channel =
        FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      if (lock(channel) == null) {
        throw new UnusableException(out + ": another demo is running there; choose another --out");
      }
      delete(data);
      Files.deleteIfExists(out.resolve(AuditCommand.ATTEMPTS));
      Files.createDirectories(data);
      held = true;
      return new DemoData(channel);
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
