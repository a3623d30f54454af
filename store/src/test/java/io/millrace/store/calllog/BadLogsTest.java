package io.millrace.store.calllog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BadLogsTest {
  private static String line(String id) {
    return "{\"id\":\""
        + id
        + "\",\"created\":1740830400,\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"q "
        + id
        + "\"}]},\"response\":\"a\"}\n";
  }

  private static List<String> ids(Reading reading) {
    return reading.calls().stream().map(Call::id).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aBrokenLineIsNamedCountedAndSkipped() {
    Reading reading = Reading.of(line("a") + "\n{\"id\": oops}\n" + line("b") + "12\n");
    assertThat(ids(reading)).containsExactly("a", "b");
    assertThat(reading.texts().get(0)).startsWith("standard input:3: not JSON from column ");
    assertThat(reading.texts().get(1)).startsWith("standard input:5: no call in a known shape");
    assertThat(reading.outcome().summary().skipped()).isEqualTo(2);
  }

  @Test
  void aLineOverTheLimitIsSkippedWithoutItsText() {
    var limits = new ReadLimits(1_000, 20);
    String log = line("a") + "{\"x\":\"" + "y".repeat(600_000) + "\"}\n" + line("b");
    Reading reading = Reading.of(bytes(log), limits);
    assertThat(ids(reading)).containsExactly("a", "b");
    assertThat(reading.texts())
        .containsExactly("standard input:2: the record is longer than 1000 bytes; skipped");
    Reading array = Reading.of(bytes("[" + log.replace("}\n", "},\n") + "]"), limits);
    assertThat(ids(array)).containsExactly("a", "b");
    assertThat(array.problems()).extracting(Problem::kind).containsExactly(Problem.Kind.TOO_LONG);
  }

  @Test
  void bytesThatAreNotUtf8AreSkipped() {
    byte[] log = bytes(line("a") + line("bad?") + line("b"));
    int at = new String(log, StandardCharsets.ISO_8859_1).indexOf("bad?") + 3;
    for (int replacement : new int[] {0xFF, 0xC0, 0x80, 0xED, 0xF5}) {
      log[at] = (byte) replacement;
      Reading reading = Reading.of(log);
      assertThat(ids(reading)).containsExactly("a", "b");
      assertThat(reading.problems().getFirst().kind()).isEqualTo(Problem.Kind.NOT_UTF8);
      assertThat(reading.problems().getFirst().line()).isEqualTo(2);
    }
  }

  @Test
  void utf8IsJudgedAsTheJdkJudgesIt() {
    var random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] some = new byte[random.nextInt(1, 7)];
      random.nextBytes(some);
      boolean strict;
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(some));
        strict = true;
      } catch (CharacterCodingException e) {
        strict = false;
      }
      assertThat(StrictUtf8.firstFault(some, some.length) < 0)
          .as(Arrays.toString(some))
          .isEqualTo(strict);
    }
  }

  @Test
  void aTruncatedGzipKeepsWhatCameBefore() {
    var log = new StringBuilder();
    var random = new SplittableRandom(1);
    for (int i = 0; i < 5_000; i++) {
      log.append(line(i + "-" + random.nextLong()));
    }
    byte[] whole = Reading.gzip(bytes(log.toString()));
    assertThat(Reading.of(whole).calls()).hasSize(5_000);
    Reading cut = Reading.of(Arrays.copyOf(whole, whole.length / 2));
    assertThat(cut.calls()).hasSizeBetween(1_000, 4_000);
    assertThat(cut.problems()).hasSize(1);
    assertThat(cut.texts().getFirst()).startsWith("standard input: the compressed data are cut");
    assertThat(cut.outcome().summary().skipped()).isZero();
    Reading nothing = Reading.of(Arrays.copyOf(whole, 5));
    assertThat(nothing.reason()).contains("standard input: the compressed data are cut short");
  }

  @Test
  void theFirstOfDuplicateIdsWins() {
    Reading reading = Reading.of(line("a") + line("b") + line("a").replace("q a", "other"));
    assertThat(ids(reading)).containsExactly("a", "b");
    assertThat(reading.calls().getFirst().request().messages().getFirst().text()).isEqualTo("q a");
    assertThat(reading.texts())
        .containsExactly("standard input:3: the id was seen before (a); skipped");
  }

  @Test
  void callsWithoutAUsableTimeAreProblems() {
    for (String time : List.of("null", "\"\"", "0", "-5", "\"yesterday\"", "1e300", "{}")) {
      Reading reading = Reading.of(line("a").replace("1740830400", time) + line("b"));
      assertThat(ids(reading)).as(time).containsExactly("b");
      assertThat(reading.problems().getFirst().kind()).isEqualTo(Problem.Kind.NO_TIME);
    }
  }

  @Test
  void aClockRunningBackwardsIsAccepted() {
    Reading reading = Reading.of(line("a") + line("b").replace("1740830400", "1740830000"));
    assertThat(ids(reading)).containsExactly("a", "b");
    assertThat(reading.outcome().summary().first().orElseThrow().getEpochSecond())
        .isEqualTo(1740830000);
  }

  @Test
  void deepNestingIsAProblemAndNoCrash() {
    String deep = "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000) + "\n";
    Reading reading = Reading.of(line("a") + deep + line("b"));
    assertThat(ids(reading)).containsExactly("a", "b");
    assertThat(reading.problems().getFirst().kind()).isEqualTo(Problem.Kind.TOO_DEEP);
    String nested = line("c").replace("\"response\":\"a\"", "\"response\":\"" + "[".repeat(9_000));
    assertThat(Reading.of(nested + line("d")).calls()).hasSize(1);
  }

  @Test
  void saysWhyNothingIsUsable() {
    assertThat(Reading.of("").reason()).isEqualTo("standard input: it is empty");
    assertThat(Reading.of("\n \n").reason()).isEqualTo("standard input: it is empty");
    assertThat(Reading.of("hello\nworld\n").reason())
        .startsWith(
            "standard input: none of its records is a usable call; first, line 1: not JSON");
    assertThat(
            Reading.of(
                    "{\"request_id\":\"a\",\"call_type\":\"acompletion\",\"spend\":1,\"startTime\":"
                        + "\"2025-03-01T12:00:00Z\",\"model\":\"m\",\"messages\":{},"
                        + "\"response\":{}}")
                .reason())
        .contains("store_prompts_in_spend_logs");
  }

  @Test
  void listsTheFirstProblemsAndCountsAll() {
    Reading reading = Reading.of(line("a") + "x\n".repeat(500));
    assertThat(reading.problems()).hasSize(20);
    assertThat(reading.outcome().summary().skipped()).isEqualTo(500);
  }

  @Test
  void toleratesAByteOrderMarkAndWindowsLineEnds() {
    Reading reading = Reading.of("\uFEFF" + line("a").replace("\n", "\r\n") + line("b"));
    assertThat(ids(reading)).containsExactly("a", "b");
    assertThat(reading.problems()).isEmpty();
  }

  @Test
  void readsFoldersInOrderAndNamesWhatIsMissing(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("b/.hidden"));
    Files.write(folder.resolve("c.jsonl"), bytes(line("3")));
    Files.write(folder.resolve("b/x.jsonl.gz"), Reading.gzip(bytes(line("2"))));
    Files.write(folder.resolve("a.json"), bytes("[" + line("1") + "]"));
    Files.write(folder.resolve("b/.hidden/y.jsonl"), bytes(line("no")));
    Files.writeString(folder.resolve("README.md"), "not a log");
    Reading reading =
        Reading.of(
            List.of(folder.toString(), folder + "/none.jsonl", "-"),
            bytes(line("4")),
            ReadLimits.STANDARD);
    assertThat(ids(reading)).containsExactly("1", "2", "3", "4");
    assertThat(reading.outcome().summary().unusable())
        .extracting(LogSummary.FileSummary::file)
        .containsExactly(folder + "/none.jsonl");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(Reading.of(List.of(empty.toString()), new byte[0], ReadLimits.STANDARD).reason())
        .contains("holds no .jsonl");
  }

  @Test
  void randomDamageNeverEndsTheReading() {
    byte[] whole = bytes(line("a") + line("b") + "[" + line("c") + "]");
    var random = new SplittableRandom(77);
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = whole.clone();
      for (int k = random.nextInt(1, 6); k > 0; k--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Reading reading = Reading.of(damaged);
      assertThat(reading.calls().size()).isLessThanOrEqualTo(4);
    }
  }
}
