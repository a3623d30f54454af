package io.millrace.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalTest {
  private static final byte[] BODY = "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private static List<String> texts(JournalFiles files) {
    var texts = new ArrayList<String>();
    JournalReader.at(files, 0).read(entry -> texts.add(Entries.text(entry)));
    return texts;
  }

  private List<Entry> read() {
    var entries = new ArrayList<Entry>();
    try (JournalReader reader = JournalReader.at(folder, 0)) {
      reader.read(entries::add);
    }
    return entries;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void givesBackWhatItTookInOrderOverManySegments(long seed) {
    var random = new Random(seed);
    var expected = new ArrayList<String>();
    try (Journal journal = Journal.open(new JournalSettings(folder, 4096))) {
      for (int i = 0; i < 200; i++) {
        List<Entry> entries = Entries.whole(i, Entries.body(random, 300));
        entries.forEach(entry -> expected.add(Entries.text(entry)));
        journal.append(entries.subList(0, 2));
        journal.commit(journal.append(entries.subList(2, 4)));
      }
    }
    assertThat(read().stream().map(Entries::text)).isEqualTo(expected);
    assertThat(folder.toFile().list((_, name) -> name.endsWith(".journal")).length)
        .isGreaterThan(10);
  }

  @Test
  void writesTheFormatOfVersionOneForGood() {
    var writer = new EntryWriter(16);
    Entries.whole(7, BODY).forEach(writer::entry);
    String hex = HexFormat.of().formatHex(writer.bytes(), 0, writer.length());
    assertThat(hex)
        .isEqualTo(
            new String(
                    java.util.Objects.requireNonNull(resource("version1.hex")),
                    StandardCharsets.US_ASCII)
                .strip());
  }

  private static byte[] resource(String name) {
    try (var in = JournalTest.class.getResourceAsStream(name)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSecondProcessIsToldThatTheFolderIsInUse() {
    try (Journal first = Journal.open(JournalSettings.in(folder))) {
      assertThatExceptionOfType(JournalException.class)
          .isThrownBy(() -> Journal.open(JournalSettings.in(folder)))
          .withMessageContaining(folder.toString())
          .withMessageContaining("in use");
      assertThat(first.writable()).isTrue();
    }
  }

  @Test
  void closesWhatACrashCutOffAsInterrupted() {
    var files = new MemoryFiles();
    Journal crashed = Journal.open(files, 4096);
    crashed.append(Entries.whole(1, BODY));
    crashed.append(List.of(Entries.started(2, BODY), Entries.attempt(2, 1)));
    crashed.append(List.of(Entries.started(3, BODY)));
    for (int i = 10; i < 60; i++) {
      crashed.append(Entries.whole(i, new byte[200]));
    }
    try (Journal journal = Journal.open(files, 4096)) {
      assertThat(journal.notices()).anyMatch(notice -> notice.startsWith("2 calls"));
    }
    var ends = new HashMap<String, String>();
    JournalReader.at(files, 0)
        .read(entry -> {
          if (entry instanceof Entry.CallEnded ended) {
            assertThat(ends.put(ended.call().text(), ended.outcome())).isNull();
          }
        });
    assertThat(ends)
        .containsEntry(Entries.id(1).text(), "answered")
        .containsEntry(Entries.id(2).text(), "interrupted")
        .containsEntry(Entries.id(3).text(), "interrupted")
        .hasSize(53);
    try (Journal again = Journal.open(files, 4096)) {
      assertThat(again.notices()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5000})
  void goesOnBehindATornRecordAtWhateverByteItEnds(int zerosAhead) throws Exception {
    var files = new MemoryFiles();
    Journal journal = Journal.open(files, 1 << 20);
    journal.append(Entries.whole(1, BODY));
    byte[] one = files.bytes(0);
    journal.append(Entries.whole(2, BODY).subList(0, 1));
    byte[] two = files.bytes(0);
    for (int length = one.length; length < two.length; length++) {
      var torn = new MemoryFiles();
      byte[] left = Arrays.copyOf(two, length);
      boolean nothing = IntStream.range(one.length, length).allMatch(i -> two[i] == 0);
      torn.replace(0, Arrays.copyOf(left, length + zerosAhead));
      try (Journal mended = Journal.open(torn, 1 << 20)) {
        mended.append(Entries.whole(3, BODY));
        assertThat(mended.notices().isEmpty()).isEqualTo(nothing);
      }
      assertThat(texts(torn)).as("cut at %d", length).hasSize(8);
    }
  }

  @Test
  void zerosWrittenAheadAreNoDamageAndAreWrittenOver() throws Exception {
    var settings = JournalSettings.in(folder);
    for (int call = 1; call <= 3; call++) {
      try (Journal journal = Journal.open(settings)) {
        assertThat(journal.notices()).isEmpty();
        journal.commit(journal.append(Entries.whole(call, BODY)));
      }
    }
    Path only = folder.resolve("00000000000000000000.journal");
    assertThat(Files.size(only)).isGreaterThan(200_000);
    try (var reader = JournalReader.at(folder, 0)) {
      assertThat(reader.read(_ -> {})).isEqualTo(12);
      assertThat(reader.damages()).isEmpty();
      assertThat(reader.position()).isLessThan(200_000);
    }
  }

  @Test
  void aDeletionThatACrashCutOffIsEndedAtTheNextStart() throws Exception {
    Path dropped = Files.createFile(folder.resolve("00000000000000000000.journal.dropped"));
    Journal.open(JournalSettings.in(folder)).close();
    assertThat(dropped).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void aFlippedBitCostsOneRecordAndIsReported(long seed) {
    var random = new Random(seed);
    var files = new MemoryFiles();
    Journal journal = Journal.open(files, 1 << 20);
    for (int i = 0; i < 20; i++) {
      journal.append(Entries.whole(i, BODY));
    }
    List<String> all = texts(files);
    byte[] sound = files.bytes(0);
    for (int i = 0; i < 50; i++) {
      byte[] broken = sound.clone();
      int at = SegmentScan.HEAD + 12 + random.nextInt(sound.length - SegmentScan.HEAD - 300);
      broken[at] ^= (byte) (1 << random.nextInt(8));
      var damaged = new MemoryFiles();
      damaged.replace(0, broken);
      try (Journal next = Journal.open(damaged, 1 << 20)) {
        assertThat(next.notices()).as("byte %d", at).anyMatch(n -> n.contains("damaged"));
        next.append(Entries.whole(99, BODY));
      }
      JournalReader reader = JournalReader.at(damaged, 0);
      var left = new ArrayList<String>();
      reader.read(entry -> left.add(Entries.text(entry)));
      assertThat(reader.damages()).hasSize(1);
      assertThat(left.stream().filter(all::contains).count())
          .isGreaterThanOrEqualTo(all.size() - 1);
      assertThat(left).contains(Entries.text(Entries.ended(99, BODY)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25})
  void afterAPowerCutEverythingCommittedIsThereOnceAndInOrder(long seed) throws Exception {
    var random = new Random(seed);
    var files = new MemoryFiles();
    Journal journal = Journal.open(files, 8192);
    Set<String> committed = ConcurrentHashMap.newKeySet();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 8; t++) {
        int from = t * 1000;
        byte[] body = Entries.body(random, 200);
        threads.execute(() -> {
          for (int i = from; i < from + 40; i++) {
            journal.append(Entries.whole(i, body).subList(0, 2));
            journal.commit(journal.append(Entries.whole(i, body).subList(2, 4)));
            committed.add(Entries.id(i).text());
          }
        });
      }
      while (committed.size() < 100) {
        Thread.onSpinWait();
      }
    }
    MemoryFiles after = files.afterPowerCut(random.nextInt(100));
    try (Journal next = Journal.open(after, 8192)) {
      assertThat(next.writable()).isTrue();
    }
    Map<String, Integer> ends = new HashMap<>();
    JournalReader.at(after, 0)
        .read(entry -> {
          if (entry instanceof Entry.CallEnded e && e.outcome().equals("answered")) {
            ends.merge(e.call().text(), 1, Integer::sum);
          }
        });
    assertThat(ends.keySet()).as("seed %d", seed).containsAll(committed);
    assertThat(ends.values()).containsOnly(1);
  }

  @Test
  void aPowerCutInTheMiddleOfThingsLosesNothingCommitted() throws Exception {
    var files = new MemoryFiles();
    Journal journal = Journal.open(files, 4096);
    var random = new Random(5);
    var committed = new HashSet<String>();
    for (int i = 0; i < 300; i++) {
      long position = journal.append(Entries.whole(i, Entries.body(random, 100)));
      if (random.nextInt(3) == 0) {
        journal.commit(position);
        for (int k = 0; k <= i; k++) {
          committed.add(Entries.id(k).text());
        }
      }
      if (i % 20 == 0) {
        MemoryFiles after = files.afterPowerCut(random.nextInt(50));
        Journal.open(after, 4096).close();
        var seen = new HashSet<String>();
        JournalReader.at(after, 0).read(entry -> seen.add(entry.call().text()));
        assertThat(seen).as("after %d", i).containsAll(committed);
      }
    }
  }

  @Test
  void onAFullDiskNothingIsHalfWrittenAndItGoesOnWhenThereIsRoom() {
    var files = new MemoryFiles();
    try (Journal journal = Journal.open(files, 1 << 20)) {
      journal.append(Entries.whole(1, BODY));
      files.room(100);
      assertThatExceptionOfType(JournalException.class)
          .isThrownBy(() -> journal.append(Entries.whole(2, BODY)))
          .withMessageContaining("No space left");
      files.room(0);
      assertThat(journal.writable()).isFalse();
      files.room(Long.MAX_VALUE);
      assertThat(journal.writable()).isTrue();
      journal.commit(journal.append(Entries.whole(3, BODY)));
    }
    assertThat(texts(files))
        .hasSize(8)
        .contains(Entries.text(Entries.ended(3, BODY)))
        .doesNotContain(Entries.text(Entries.started(2, BODY)));
  }

  @Test
  void whatCouldNotBeForcedIsNeverTakenForSafe() {
    var files = new MemoryFiles();
    try (Journal journal = Journal.open(files, 1 << 20)) {
      long first = journal.append(Entries.whole(1, BODY));
      files.forceFails(true);
      assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.commit(first));
      assertThat(journal.writable()).isFalse();
      files.forceFails(false);
      assertThat(journal.writable()).isTrue();
      assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.commit(first));
      journal.commit(journal.append(Entries.whole(2, BODY)));
    }
    assertThat(texts(files)).contains(Entries.text(Entries.ended(2, BODY)));
  }

  @Test
  void manyShareOneForce() throws Exception {
    var files = new MemoryFiles();
    try (Journal journal = Journal.open(files, 1 << 20);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1000; i++) {
        int call = i;
        threads.execute(() -> journal.commit(journal.append(Entries.whole(call, BODY))));
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      assertThat(files.forces).isLessThan(1000);
    }
    assertThat(texts(files)).hasSize(4000);
  }

  @Test
  void aReaderFollowsAWriterOverSegments() {
    var seen = new ArrayList<String>();
    var written = new ArrayList<String>();
    try (Journal journal = Journal.open(new JournalSettings(folder, 4096));
        JournalReader reader = JournalReader.at(folder, 0)) {
      for (int i = 0; i < 100; i++) {
        List<Entry> entries = Entries.whole(i, BODY);
        journal.append(entries);
        entries.forEach(entry -> written.add(Entries.text(entry)));
        if (i % 7 == 0) {
          reader.read(entry -> seen.add(Entries.text(entry)));
          assertThat(seen).isEqualTo(written);
        }
      }
      long position = reader.position();
      journal.releaseUpTo(position);
      assertThat(JournalReader.at(folder, 0).read(_ -> {})).isLessThan(100);
    }
  }
}
