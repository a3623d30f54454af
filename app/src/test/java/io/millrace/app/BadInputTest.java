package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Bad input gives a clear message and the right exit code, leaves nothing half written, and never
/// shows a stack trace.
final class BadInputTest {
  @TempDir Path folder;

  @Test
  void aFileThatIsNotThere() {
    Run run = audit(folder.resolve("nowhere.jsonl"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("nowhere.jsonl").contains("no such file");
    assertClean(run);
  }

  @Test
  void anEmptyFile() throws IOException {
    Run run = audit(Files.createFile(folder.resolve("empty.jsonl")));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("empty.jsonl");
    assertClean(run);
  }

  @Test
  void anEmptyFolder() throws IOException {
    Run run = audit(Files.createDirectory(folder.resolve("logs")));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("logs");
    assertClean(run);
  }

  @Test
  void aFileOfSomethingElse() throws IOException {
    Run run = audit(Files.writeString(folder.resolve("poem.jsonl"), "Roses\nare\nred\n"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("poem.jsonl:1");
    assertClean(run);
  }

  @Test
  void truncatedGzipKeepsWhatCameBefore() throws IOException {
    Path whole = MadeUpLog.write(folder.resolve("whole.jsonl.gz"), 900, MadeUpLog::easy);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.jsonl.gz");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length * 2 / 3));
    Run run = audit(cut);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("cut.jsonl.gz").contains("cut short");
    assertThat(report().path("calls").asInt()).isBetween(300, 899);
    assertClean(run);
  }

  @Test
  void aLineOfFiftyMegabytes() throws IOException {
    Path log = folder.resolve("long.jsonl");
    try (OutputStream out = Files.newOutputStream(log)) {
      out.write((MadeUpLog.easy(0) + "\n").getBytes(StandardCharsets.UTF_8));
      byte[] block = new byte[1 << 20];
      Arrays.fill(block, (byte) 'x');
      for (int i = 0; i < 50; i++) {
        out.write(block);
      }
      out.write(("\n" + MadeUpLog.easy(1) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    Run run = audit(log);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("long.jsonl:2");
    assertThat(report().path("calls").asInt()).isEqualTo(2);
    assertThat(report().path("skipped").asInt()).isEqualTo(1);
    assertClean(run);
  }

  @Test
  void bytesThatAreNotUtf8() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write((MadeUpLog.easy(0) + "\n").getBytes(StandardCharsets.UTF_8));
    bytes.write(MadeUpLog.easy(1).replace("near", "né").getBytes(StandardCharsets.ISO_8859_1));
    bytes.write('\n');
    Path log = folder.resolve("latin.jsonl");
    Files.write(log, bytes.toByteArray());
    Run run = audit(log);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("latin.jsonl:2").contains("UTF-8");
    assertClean(run);
  }

  @Test
  void oneAnswerOnly() throws IOException {
    Path log =
        MadeUpLog.write(
            folder.resolve("one.jsonl"),
            400,
            i ->
                MadeUpLog.line("c" + i, 1_780_000_000L + i, "message " + word(i), "yes")
                    .toString());
    Run run = audit(log);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(scenario().path("status").asString()).isEqualTo("not_learnable");
    assertThat(scenario().path("reason_code").asString()).isEqualTo("one_answer");
    assertClean(run);
  }

  @Test
  void answersThatAreAllDifferent() throws IOException {
    Path log =
        MadeUpLog.write(
            folder.resolve("distinct.jsonl"),
            400,
            i ->
                MadeUpLog.line(
                        "c" + i, 1_780_000_000L + i, "message " + word(i), "reply " + word(i * 3))
                    .toString());
    Run run = audit(log);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(scenario().path("status").asString()).isEqualTo("not_learnable");
    assertThat(scenario().path("certificate").isNull()).isTrue();
    assertClean(run);
  }

  @Test
  void aClockThatRunsBackwards() throws IOException {
    Path forwards = MadeUpLog.write(folder.resolve("forwards.jsonl"), 300, MadeUpLog::easy);
    Path backwards =
        MadeUpLog.write(folder.resolve("backwards.jsonl"), 300, i -> MadeUpLog.easy(299 - i));
    assertThat(audit(forwards).code()).isZero();
    JsonNode inOrder = report();
    assertThat(audit(backwards).code()).isZero();
    assertThat(report().path("from")).isEqualTo(inOrder.path("from"));
    assertThat(report().path("calls")).isEqualTo(inOrder.path("calls"));
  }

  @Test
  void idsThatOccurTwice() throws IOException {
    Path log = MadeUpLog.write(folder.resolve("twice.jsonl"), 300, i -> MadeUpLog.easy(i / 2));
    Run run = audit(log);
    assertThat(run.code()).isZero();
    assertThat(report().path("calls").asInt()).isEqualTo(150);
    assertThat(report().path("skipped").asInt()).isEqualTo(150);
  }

  @Test
  void sharesOutsideOfTheirRange() throws IOException {
    Path log = MadeUpLog.write(folder.resolve("log.jsonl"), 10, MadeUpLog::easy);
    Run run =
        Run.of(
            "audit", log.toString(), "--alpha", "1.5", "--out", folder.resolve("out").toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("alpha").contains("1.5");
    assertClean(run);
  }

  @Test
  void aWrongOption() {
    Run run = Run.of("audit", "--nonsense");
    assertThat(run.code()).isEqualTo(2);
    assertClean(run);
  }

  @Test
  void aPriceListThatIsNone() throws IOException {
    Path log = MadeUpLog.write(folder.resolve("log.jsonl"), 10, MadeUpLog::easy);
    Path prices = Files.writeString(folder.resolve("prices.json"), "[1, 2");
    Run run =
        Run.of(
            "audit",
            log.toString(),
            "--prices",
            prices.toString(),
            "--out",
            folder.resolve("out").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("prices.json");
    assertClean(run);
  }

  @Test
  void aFailureWhileWritingLeavesEarlierResultsUntouched() throws IOException {
    Path place = Files.createDirectory(folder.resolve("place"));
    Files.writeString(place.resolve("report.json"), "earlier");
    try (OutputFolder output = OutputFolder.open(place)) {
      output.file("report.html", o -> o.write('x'));
      org.assertj.core.api.Assertions.assertThatThrownBy(() ->
              output.file(
                  "report.json",
                  o -> {
                    o.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                  }))
          .isInstanceOf(UnusableException.class)
          .hasMessageContaining("report.json")
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("make room");
    }
    assertThat(place.resolve("report.json")).hasContent("earlier");
    assertThat(place.toFile().list()).containsExactly("report.json");
  }

  @Test
  void aFolderThatCannotBeMade() throws IOException {
    Path log = MadeUpLog.write(folder.resolve("log.jsonl"), 10, MadeUpLog::easy);
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    Run run = Run.of("audit", log.toString(), "--out", file.resolve("out").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("--out");
    assertClean(run);
  }

  private Run audit(Path input) {
    return Run.of(
        "audit",
        input.toString(),
        "--alpha",
        "0.1",
        "--students",
        "fast",
        "--lang",
        "en",
        "--out",
        folder.resolve("out").toString());
  }

  private JsonNode report() throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(Files.readString(folder.resolve("out/report.json")));
  }

  private JsonNode scenario() throws IOException {
    return report().path("scenarios").get(0);
  }

  private void assertClean(Run run) {
    assertThat(run.err()).doesNotContain("\tat ").doesNotContain("unexpected");
    assertThat(folder.resolve("out/.millrace-next")).doesNotExist();
    assertThat(folder.resolve("out/.millrace-old")).doesNotExist();
    if (run.code() != 0) {
      assertThat(folder.resolve("out/report.json")).doesNotExist();
    }
  }

  private static String word(int i) {
    StringBuilder word = new StringBuilder();
    for (int n = i + 677; n > 0; n /= 26) {
      word.append((char) ('a' + n % 26)).append((char) ('z' - n % 26));
    }
    return word + " of " + word.reverse();
  }
}
