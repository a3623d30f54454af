package io.millrace.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

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
            Entries.id(1), Instant.EPOCH, "chat", "m", "", false, "", "", new byte[9]);
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

  @Test
  void aFlippedBitInTheLastRecordKeepsTheFileAndIsTold() throws Exception {
    var files = new MemoryFiles();
    try (Journal journal = Journal.open(files, 1 << 20)) {
      journal.commit(journal.append(Entries.whole(1, new byte[9])));
    }
    byte[] bytes = files.bytes(0);
    bytes[bytes.length - 3] ^= 1;
    files.replace(0, bytes);
    try (Journal journal = Journal.open(files, 1 << 20)) {
      assertThat(journal.notices()).anyMatch(notice -> notice.contains("damaged from byte"));
    }
    assertThat(files.bytes(0)).isEqualTo(bytes);
    JournalReader reader = JournalReader.at(files, 0);
    var ends = new ArrayList<String>();
    reader.read(entry -> {
      if (entry instanceof Entry.CallEnded ended) {
        ends.add(ended.outcome());
      }
    });
    assertThat(ends).containsExactly("interrupted");
    assertThat(reader.damages()).hasSize(1);
  }

  @Test
  void aSegmentThatLostItsBeginningTakesOpenCallsFromTheOneBefore() throws Exception {
    var files = new MemoryFiles();
    Journal journal = Journal.open(files, 4096);
    journal.append(List.of(Entries.started(1, new byte[9])));
    while (files.segments().size() < 3) {
      journal.append(Entries.whole(2 + journal.end(), new byte[300]));
    }
    long last = files.segments().getLast();
    byte[] head = java.util.Arrays.copyOf(files.bytes(last), SegmentScan.HEAD + 4);
    files.replace(last, head);
    Journal.open(files, 4096).close();
    var ends = new ArrayList<String>();
    JournalReader.at(files, 0)
        .read(entry -> {
          if (entry instanceof Entry.CallEnded ended && ended.outcome().equals("interrupted")) {
            ends.add(ended.call().text());
          }
        });
    assertThat(ends).contains(Entries.id(1).text());
  }
}
