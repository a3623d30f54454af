package io.millrace.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.CallId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a damaged segment.
final class JournalDamageTest {
  @TempDir private Path folder;

  @Test
  void aFlippedBitInTheHeadLosesNoEntry() throws Exception {
    var settings = JournalSettings.in(folder);
    var started =
        new Entry.CallStarted(
            new CallId("a"), Instant.EPOCH, "chat", "m", "", false, "", "", new byte[9]);
    try (Journal journal = Journal.open(settings)) {
      journal.commit(journal.append(List.of(started)));
    }
    Path file = folder.resolve("00000000000000000000.journal");
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes);

    var read = new ArrayList<String>();
    try (Journal journal = Journal.open(settings);
        JournalReader reader = JournalReader.at(folder, 0)) {
      assertThat(journal.notices()).anyMatch(notice -> notice.contains("head"));
      reader.read(entry -> read.add(entry.getClass().getSimpleName()));
    }
    assertThat(read).containsExactly("CallStarted", "CallEnded");
  }
}
