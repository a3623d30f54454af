package io.millrace.store.control;

import io.millrace.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Lets one round run at a time, over all processes: a file that the system locks, and lets go of
/// when the process dies, however it dies. The file itself stays. Thread-safe.
final class RoundLock implements AutoCloseable {
  /// Asked first: on POSIX to close any channel of a locked file lets go of the whole process's
  /// lock on it.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private @Nullable FileChannel channel;

  RoundLock(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  /// @return false when a round is running, here or in another process
  synchronized boolean take() {
    if (channel != null || !HELD.add(file)) {
      return false;
    }
    try {
      channel = locked();
    } catch (IOException e) {
      throw new StoreException(
          file.toString(),
          "cannot be locked (" + e.getMessage() + ")",
          "See that the data folder can be written",
          e);
    } finally {
      if (channel == null) {
        HELD.remove(file);
      }
    }
    return channel != null;
  }

  private @Nullable FileChannel locked() throws IOException {
    FileChannel opened =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = opened.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // this process has it, under another name of the folder
    } finally {
      if (!taken) {
        opened.close();
      }
    }
    return taken ? opened : null;
  }

  /// Lets the next round begin; nothing when none was begun here.
  @Override
  public synchronized void close() {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException(
          file.toString(), "cannot be unlocked", "End the process, which unlocks it", e);
    } finally {
      channel = null;
      HELD.remove(file);
    }
  }
}
