package io.millrace.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that writes is killed, again and again: nothing it said was safe is missing.
final class KillTest {
  private static final int ROUNDS = 5;

  @TempDir Path folder;

  @Test
  void aKilledWriterLosesNothingItCommitted() throws Exception {
    var random = new Random(31);
    List<String> committed = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      committed.addAll(writeAndKill(round, 20 + random.nextInt(400)));
    }
    Journal.open(new JournalSettings(folder, 1 << 16)).close();
    Map<String, Integer> ends = new HashMap<>();
    JournalReader.at(folder, 0)
        .read(entry -> {
          if (entry instanceof Entry.CallEnded ended) {
            ends.merge(ended.call().text(), 1, Integer::sum);
          }
        });
    assertThat(committed).hasSizeGreaterThan(ROUNDS * 20);
    assertThat(ends.keySet()).containsAll(committed);
    assertThat(ends.values()).containsOnly(1);
  }

  private List<String> writeAndKill(int round, int calls) throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.toString(),
                Integer.toString(round))
            .redirectErrorStream(true)
            .start();
    List<String> said = new ArrayList<>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine();
          line != null && said.size() < calls;
          line = lines.readLine()) {
        said.add(line);
      }
      writer.destroyForcibly().waitFor();
    }
    assertThat(said).allMatch(line -> line.startsWith("call_"));
    return said;
  }

  /// The process that is killed.
  static final class Writer {
    private Writer() {}

    @SuppressWarnings("SystemOut") // it speaks to the test
    public static void main(String[] args) {
      Journal journal = Journal.open(new JournalSettings(Path.of(args[0]), 1 << 16));
      long base = Long.parseLong(args[1]) * 1_000_000;
      for (int thread = 0; thread < 4; thread++) {
        long from = base + thread * 100_000L;
        Thread.ofPlatform().start(() -> write(journal, from));
      }
    }

    private static void write(Journal journal, long from) {
      for (long call = from; ; call++) {
        journal.append(Entries.whole(call, new byte[500]).subList(0, 2));
        journal.commit(journal.append(Entries.whole(call, new byte[500]).subList(2, 4)));
        synchronized (System.out) {
          System.out.println(Entries.id(call).text());
        }
      }
    }
  }
}
