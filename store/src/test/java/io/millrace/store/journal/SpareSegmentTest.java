package io.millrace.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Segments whose zeros are written before they are needed, on a real disk.
final class SpareSegmentTest {
  private static final int SEGMENT = 300 << 10;
  private static final int SPARE = SEGMENT + (256 << 10) - SEGMENT % (256 << 10) + (256 << 10);
  private static final byte[] BODY = new byte[4 << 10];

  @TempDir private Path folder;
  private final List<String> written = new ArrayList<>();
  private int calls;

  private void append(Journal journal) {
    List<Entry> entries = Entries.whole(++calls, BODY);
    journal.commit(journal.append(entries));
    entries.forEach(entry -> written.add(Entries.text(entry)));
  }

  private List<String> read() {
    List<String> read = new ArrayList<>();
    try (var reader = JournalReader.at(folder, 0)) {
      reader.read(entry -> read.add(Entries.text(entry)));
      assertThat(reader.damages()).isEmpty();
    }
    return read;
  }

  private Path spare() {
    return folder.resolve("spare.zeros");
  }

  /// Until a segment was begun in a file that was ready.
  private Path rollIntoASpare(Journal journal) throws Exception {
    long before = journal.finalUntil();
    while (journal.end() - before <= SEGMENT / 2 + 20_000) {
      append(journal);
    }
    for (int i = 0; i < 1000 && (!Files.exists(spare()) || Files.size(spare()) < SEGMENT); i++) {
      Thread.sleep(10);
    }
    Thread.sleep(100); // its last force
    while (journal.finalUntil() == before) {
      append(journal);
    }
    return folder.resolve("%020d.journal".formatted(journal.finalUntil()));
  }

  @Test
  void aSegmentIsBegunInAFileThatIsThereAlready() throws Exception {
    try (Journal journal = Journal.open(new JournalSettings(folder, SEGMENT))) {
      for (int i = 0; i < 3; i++) {
        Path segment = rollIntoASpare(journal);
        assertThat(Files.size(segment)).isEqualTo(SPARE);
        assertThat(spare()).doesNotExist();
        assertThat(read()).isEqualTo(written);
      }
    }
    assertThat(read()).isEqualTo(written);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.endsWith(".journal") || name.equals("lock"));
    }
  }

  @Test
  void itGoesOnInOneThatACrashLeft() throws Exception {
    Path crashed = Files.createDirectory(folder.resolve("crashed"));
    try (Journal journal = Journal.open(new JournalSettings(folder, SEGMENT))) {
      rollIntoASpare(journal);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path each : files.filter(Files::isRegularFile).toList()) {
          Files.copy(each, crashed.resolve(each.getFileName()));
        }
      }
    }
    Files.write(crashed.resolve("spare.zeros"), new byte[1000]);
    try (Journal journal = Journal.open(new JournalSettings(crashed, SEGMENT))) {
      assertThat(journal.notices()).isEmpty();
      assertThat(crashed.resolve("spare.zeros")).doesNotExist();
      journal.commit(journal.append(Entries.whole(1000, BODY)));
    }
    try (var reader = JournalReader.at(crashed, 0)) {
      assertThat(reader.read(_ -> {})).isEqualTo(written.size() + 4);
      assertThat(reader.damages()).isEmpty();
    }
  }

  @Test
  void aHoleInASegmentIsNotTakenForItsEnd() throws Exception {
    try (Journal journal = Journal.open(new JournalSettings(folder, SEGMENT))) {
      while (journal.finalUntil() == 0) {
        append(journal);
      }
    }
    Path first = folder.resolve("00000000000000000000.journal");
    byte[] bytes = Files.readAllBytes(first);
    Arrays.fill(bytes, 50_000, 200_000, (byte) 0);
    Files.write(first, bytes);
    List<String> read = new ArrayList<>();
    try (var reader = JournalReader.at(folder, 0)) {
      reader.read(entry -> read.add(Entries.text(entry)));
      assertThat(reader.damages()).singleElement().asString().contains("is damaged from byte");
    }
    assertThat(read).hasSizeBetween(written.size() / 4, written.size() - 20);
    assertThat(read.getLast()).isEqualTo(written.getLast());
    assertThat(written).containsSubsequence(read);
  }

  @Test
  void aRecordThatIsHalfWrittenIsWaitedFor() throws Exception {
    var files = new MemoryFiles();
    Journal journal = Journal.open(files, 1 << 20);
    journal.append(Entries.whole(1, BODY));
    int one = files.bytes(0).length;
    journal.append(Entries.whole(2, BODY).subList(0, 1));
    byte[] two = files.bytes(0);
    byte[] half = Arrays.copyOf(two, (one + two.length) / 2);
    files.replace(0, Arrays.copyOf(half, 1 << 20));
    try (var reader = JournalReader.at(files, 0)) {
      assertThat(reader.read(_ -> {})).isEqualTo(4);
      files.replace(0, Arrays.copyOf(two, 1 << 20));
      assertThat(reader.read(_ -> {})).isEqualTo(1);
      assertThat(reader.damages()).isEmpty();
    }
  }
}
