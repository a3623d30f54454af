package io.millrace.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Watches what is in a small file, replaced or rewritten, also behind a link. Holds one thread.
///
/// The content is compared, not the time: a file that was touched or written again as it was is no
/// change, and two changes within one tick of the file system's clock are not missed.
final class FileWatcher implements AutoCloseable {
  private final Supplier<Optional<Path>> file;
  private final Runnable changed;
  private final Thread thread;
  private volatile boolean closed;
  private byte @Nullable [] seen;

  private FileWatcher(Supplier<Optional<Path>> file, Duration interval, Runnable changed) {
    this.file = file;
    this.changed = changed;
    this.seen = content();
    this.thread =
        Thread.ofPlatform()
            .name("millrace-config")
            .daemon()
            .unstarted(() -> watch(interval.toMillis()));
  }

  /// @param changed runs on the watcher's thread after each change; a file that has gone is no
  ///   change
  static FileWatcher start(Path file, Duration interval, Runnable changed) {
    return start(() -> Optional.of(file), interval, changed);
  }

  /// The same of a file that can be another one with time.
  static FileWatcher start(Supplier<Optional<Path>> file, Duration interval, Runnable changed) {
    var watcher = new FileWatcher(file, interval, changed);
    watcher.thread.start();
    return watcher;
  }

  private void watch(long millis) {
    while (!closed) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        return;
      }
      byte[] now = content();
      if (now != null && !Arrays.equals(now, seen)) {
        seen = now;
        changed.run();
      }
    }
  }

  private byte @Nullable [] content() {
    Optional<Path> now = file.get();
    if (now.isEmpty()) {
      return null;
    }
    try {
      return Files.readAllBytes(now.get());
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
