package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole way, from a log on disk to a report, policies, and a replay.
final class AuditCommandTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @TempDir static Path folder;
  private static Path log;
  private static Path out;
  private static Run audit;

  @BeforeAll
  static void auditOnce() throws IOException {
    log = MadeUpLog.write(folder.resolve("log.jsonl.gz"), 900, MadeUpLog::easy);
    out = folder.resolve("out");
    audit = audit(log, out);
  }

  private static Run audit(Path log, Path out, String... more) {
    return Run.of(
        Stream.concat(
                Stream.of(
                    "audit",
                    log.toString(),
                    "--alpha",
                    "0.1",
                    "--students",
                    "fast",
                    "--lang",
                    "en",
                    "--out",
                    out.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void writesEverythingAndExitsWithZero() {
    assertThat(audit.code()).as(audit.err()).isZero();
    for (String file :
        new String[] {
          "report.json",
          "report.html",
          "timings.json",
          "assignments.jsonl.gz",
          "policies/manifest.json",
          "attempts.json"
        }) {
      assertThat(out.resolve(file)).isNotEmptyFile();
    }
    assertThat(out.resolve(".millrace-next")).doesNotExist();
    assertThat(audit.out()).contains("report.html");
  }

  @Test
  void certifiesTheEasyJobAndCountsItsMoneyExactly() throws IOException {
    JsonNode report = json(out.resolve("report.json"));
    assertThat(report.path("calls").asInt()).isEqualTo(900);
    // 900 calls of 60 and 2 tokens at 2.50 and 10.00 USD a million.
    assertThat(report.path("spend_usd").asString()).isEqualTo("0.153");
    JsonNode scenario = report.path("scenarios").get(0);
    assertThat(scenario.path("status").asString()).isEqualTo("certified");
    assertThat(scenario.path("certificate").path("attempt").asInt()).isEqualTo(1);
    assertThat(scenario.path("coverage").asDouble()).isGreaterThan(0.5);
    assertThat(scenario.path("certificate").path("risk_upper").asDouble()).isLessThanOrEqualTo(0.1);
    assertThat(scenario.path("labels").toString()).contains("plants", "billing", "delivery");
  }

  @Test
  void theSameLogAndSeedGiveTheSameBytesOnAnyNumberOfThreads() {
    Path other = folder.resolve("other");
    assertThat(audit(log, other, "--threads", "1").code()).isZero();
    Path more = folder.resolve("more");
    assertThat(audit(log, more, "--threads", "3").code()).isZero();
    assertThat(results(other)).isEqualTo(results(out));
    assertThat(results(more)).isEqualTo(results(out));
  }

  @Test
  void anotherAttemptOnTheSameDataGetsLessOfDelta() throws IOException {
    Path again = folder.resolve("again");
    audit(log, again);
    audit(log, again, "--seed", "99", "--delta", "0.04");
    JsonNode certificate =
        json(again.resolve("report.json")).path("scenarios").get(0).path("certificate");
    assertThat(certificate.path("attempt").asInt()).isEqualTo(2);
    assertThat(certificate.path("attempt_delta").asDouble())
        .isCloseTo(6 * 0.04 / (Math.PI * Math.PI * 4), org.assertj.core.data.Offset.offset(1e-12));
  }

  @Test
  void aReplayOfCallsWithoutAnswersGivesTheSameAnswers() throws IOException {
    Path fresh = folder.resolve("fresh.jsonl");
    MadeUpLog.write(fresh, 300, i -> MadeUpLog.easy(5000 + i));
    Path bare = folder.resolve("bare.jsonl");
    MadeUpLog.write(bare, 300, i -> MadeUpLog.easy(5000 + i).replaceFirst(",\"response\":.*", "}"));
    Run with = replay(fresh, folder.resolve("with"));
    Run without = replay(bare, folder.resolve("without"));
    assertThat(with.code()).as(with.err()).isZero();
    assertThat(without.code()).as(without.err()).isZero();
    assertThat(answers(folder.resolve("without"))).isEqualTo(answers(folder.resolve("with")));
    JsonNode compared = json(folder.resolve("with/replay.json")).path("scenarios").get(0);
    assertThat(compared.path("calls").asInt()).isEqualTo(300);
    assertThat(compared.path("risk").asDouble()).isLessThan(0.1);
    JsonNode alone = json(folder.resolve("without/replay.json")).path("scenarios").get(0);
    assertThat(alone.path("risk").isNull()).isTrue();
    assertThat(alone.path("answered").asInt()).isEqualTo(compared.path("answered").asInt());
  }

  @Test
  void aReplayRefusesATamperedPolicyByName() throws IOException {
    Path copy = folder.resolve("tampered");
    copyTree(out.resolve("policies"), copy);
    Path student;
    try (Stream<Path> files = Files.walk(copy)) {
      student = files.filter(f -> f.endsWith("student.bin")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(student);
    bytes[bytes.length / 2] ^= 1;
    Files.write(student, bytes);
    Run run =
        Run.of("replay", "--policies", copy.toString(), log.toString(), "--out", copy + "-out");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(student.toString()).contains("changed or half written");
    Files.delete(copy.resolve("manifest.json"));
    run = Run.of("replay", "--policies", copy.toString(), log.toString(), "--out", copy + "-out");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("manifest.json").contains("half written");
  }

  @Test
  void drawnLabelsCompareStudentAndTeacherWithTheTruth() throws IOException {
    Path labelled = folder.resolve("labelled");
    assertThat(audit(log, labelled, "--draw-sample", "700").code()).isZero();
    assertThat(labelled.resolve("attempts.json")).doesNotExist();
    Path labels = folder.resolve("labels.jsonl");
    Map<String, String> answers = new TreeMap<>();
    for (int i = 0; i < 900; i++) {
      JsonNode call = MAPPER.readTree(MadeUpLog.easy(i));
      answers.put(
          call.path("id").asString(),
          call.path("response").path("choices").get(0).path("message").path("content").asString());
    }
    StringBuilder lines = new StringBuilder();
    for (String line : Files.readAllLines(labelled.resolve("label-sample.jsonl"))) {
      String id = MAPPER.readTree(line).path("id").asString();
      lines.append("{\"id\":\"" + id + "\",\"answer\":\"" + answers.get(id) + "\"}\n");
    }
    Files.writeString(labels, lines);
    assertThat(audit(log, labelled, "--labels", labels.toString()).code()).isZero();
    JsonNode scenario = json(labelled.resolve("report.json")).path("scenarios").get(0);
    assertThat(scenario.path("certificate").path("attempt").asInt()).isEqualTo(1);
    JsonNode truth = scenario.path("truth");
    assertThat(truth.path("random").asBoolean()).isTrue();
    assertThat(truth.path("labelled").asInt()).isPositive();
    assertThat(truth.path("teacher_wrong").asInt()).isZero();
    assertThat(audit(log, labelled, "--draw-sample", "10").code()).isEqualTo(1);
  }

  @Test
  void theSystemWidePromiseIsTheEasierOne() throws IOException {
    Path system = folder.resolve("system");
    assertThat(audit(log, system, "--promise", "system", "--joint").code()).isZero();
    JsonNode scenario = json(system.resolve("report.json")).path("scenarios").get(0);
    assertThat(scenario.path("certificate").path("promise").asString()).isEqualTo("system");
    JsonNode selective = json(out.resolve("report.json")).path("scenarios").get(0);
    assertThat(scenario.path("coverage").asDouble())
        .isGreaterThanOrEqualTo(selective.path("coverage").asDouble());
  }

  @Test
  void fieldWiseLossIsNamedOnTheCertificate() throws IOException {
    Path fields = folder.resolve("fields");
    assertThat(audit(log, fields, "--loss", "fields").code()).isZero();
    JsonNode scenario = json(fields.resolve("report.json")).path("scenarios").get(0);
    assertThat(scenario.path("status").asString()).isEqualTo("certified");
    assertThat(scenario.path("certificate").path("loss").asString()).isEqualTo("fields");
  }

  @Test
  void anAttemptThatCannotBeRecordedCertifiesNothing() throws IOException {
    Path blocked = folder.resolve("blocked");
    Files.createDirectories(blocked.resolve("attempts.json.next"));
    Run run = audit(log, blocked);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("attempts.json").contains("nothing was certified");
    assertThat(blocked.resolve("report.json")).doesNotExist();
    assertThat(blocked.resolve("policies")).doesNotExist();
  }

  @Test
  void readsFromStandardInput() throws IOException {
    byte[] bytes = Files.readAllBytes(log);
    Path piped = folder.resolve("piped");
    Run run =
        Run.withInput(
            bytes,
            "audit",
            "-",
            "--alpha",
            "0.1",
            "--students",
            "fast",
            "--lang",
            "en",
            "--out",
            piped.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(results(piped)).isEqualTo(results(out));
  }

  @Test
  void speaksChinese() {
    Path chinese = folder.resolve("chinese");
    Run run =
        Run.of(
            "audit",
            log.toString(),
            "--alpha",
            "0.1",
            "--students",
            "fast",
            "--lang",
            "zh",
            "--out",
            chinese.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("已认证");
  }

  private Run replay(Path calls, Path to) {
    return Run.of(
        "replay",
        "--policies",
        out.resolve("policies").toString(),
        calls.toString(),
        "--out",
        to.toString());
  }

  /// What must not depend on the machine, as text by file.
  private static Map<String, String> results(Path folder) {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .map(f -> folder.relativize(f).toString())
          .filter(f -> !f.equals("timings.json") && !f.equals("report.html"))
          .forEach(f -> files.put(f, hash(folder.resolve(f))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static String hash(Path file) {
    try {
      return io.millrace.store.policy.Sha256.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String answers(Path folder) throws IOException {
    try (var in =
        new java.util.zip.GZIPInputStream(
            Files.newInputStream(folder.resolve("answers.jsonl.gz")))) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .replaceAll("\"micros\":[0-9.E-]+", "");
    }
  }

  private static JsonNode json(Path file) throws IOException {
    return MAPPER.readTree(Files.readString(file));
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}
