package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileWatcherTest {
  @TempDir Path folder;

  @Test
  void aRewrittenAndAReplacedFileAreSeenAndATouchedOneIsNot() throws Exception {
    Path file = Files.writeString(folder.resolve("a.yaml"), "one");
    var changes = new Semaphore(0);
    try (var _ = FileWatcher.start(file, Duration.ofMillis(5), changes::release)) {
      Files.writeString(file, "two");
      assertThat(changes.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
      replace(file, "three");
      assertThat(changes.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
      replace(file, "three");
      Files.delete(file);
      replace(file, "three");
      assertThat(changes.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  private void replace(Path file, String text) throws IOException {
    Path other = Files.writeString(folder.resolve("b.yaml"), text);
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
