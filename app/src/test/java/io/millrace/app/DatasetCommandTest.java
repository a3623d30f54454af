package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learn.text.NearDuplicates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// From a log on disk to files that trainers read.
final class DatasetCommandTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final List<String> PARTS =
      List.of("train.jsonl", "validation.jsonl", "test.jsonl");

  @TempDir static Path folder;
  private static Path log;
  private static String scenario = "";

  @BeforeAll
  static void makeLog() throws IOException {
    log = MadeUpLog.write(folder.resolve("log.jsonl.gz"), 300, DatasetCommandTest::line);
    Run list = Run.of("dataset", log.toString(), "--json");
    assertThat(list.code()).as(list.err()).isZero();
    JsonNode scenarios = MAPPER.readTree(list.out());
    assertThat(scenarios).hasSize(1);
    assertThat(scenarios.get(0).path("calls").asInt()).isEqualTo(300);
    scenario = scenarios.get(0).path("id").asString();
  }

  /// Every tenth call repeats an earlier one, every seventh was shadowed by a student that is wrong
  /// every other time, every eleventh was cut off, every thirteenth called a tool.
  private static String line(int i) {
    ObjectNode call = (ObjectNode) MAPPER.readTree(MadeUpLog.easy(i % 10 == 9 ? i - 8 : i));
    call.put("id", "call-" + i).put("created", 1_780_000_000L + i * 60L);
    ObjectNode choice = (ObjectNode) call.path("response").path("choices").get(0);
    if (i % 7 == 0 && i % 13 != 0) {
      String said = choice.path("message").path("content").asString();
      call.put("shadow", i % 14 == 0 ? said : "somewhere else");
    }
    if (i % 11 == 0) {
      choice.put("finish_reason", "length");
    } else if (i % 13 == 0) {
      tool(call, choice);
    }
    return call.toString();
  }

  private static void tool(ObjectNode call, ObjectNode choice) {
    ((ObjectNode) call.path("request"))
        .putArray("tools")
        .addObject()
        .put("type", "function")
        .putObject("function")
        .put("name", "route");
    choice.put("finish_reason", "tool_calls");
    ((ObjectNode) choice.path("message"))
        .putNull("content")
        .putArray("tool_calls")
        .addObject()
        .put("id", "t")
        .put("type", "function")
        .putObject("function")
        .put("name", "route")
        .put("arguments", "{\"to\":\"plants\"}");
  }

  private static Run export(Path out, String... more) {
    return Run.of(
        Stream.concat(
                Stream.of(
                    "dataset",
                    log.toString(),
                    "--scenario",
                    scenario,
                    "--lang",
                    "en",
                    "--out",
                    out.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void rowsHoldTheConversationAndTheTeachersAnswer() throws IOException {
    Path out = folder.resolve("sft");
    Run run = export(out);
    assertThat(run.code()).as(run.err()).isZero();
    int tools = 0;
    for (JsonNode row : rows(out)) {
      JsonNode messages = row.path("messages");
      assertThat(roles(messages)).containsExactly("system", "user", "assistant");
      assertThat(messages.get(0).path("content").asString()).isEqualTo(MadeUpLog.SYSTEM);
      JsonNode answer = messages.get(2);
      if (answer.has("tool_calls")) {
        tools++;
        assertThat(row.path("tools").get(0).path("function").path("name").asString())
            .isEqualTo("route");
        assertThat(answer.toString()).contains("{\\\"to\\\":\\\"plants\\\"}");
      } else {
        assertThat(answer.path("content").asString()).isIn("plants", "billing", "delivery");
      }
    }
    assertThat(tools).isGreaterThan(10);
    assertThat(run.out()).contains("train.jsonl", "cut off");
    assertThat(out.resolve("dataset_info.json")).content().contains("\"user_tag\"");
  }

  @Test
  void everyCallIsInOneRowOrLeftOutAndHashesAreRight() throws Exception {
    Path out = folder.resolve("provenance");
    Run run = export(out, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode provenance = MAPPER.readTree(run.out());
    assertThat(provenance).isEqualTo(MAPPER.readTree(out.resolve("provenance.json")));
    long calls = 0;
    for (JsonNode file : provenance.path("files")) {
      byte[] bytes = Files.readAllBytes(out.resolve(file.path("file").asString()));
      assertThat(file.path("sha256").asString())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
      calls += file.path("calls").asLong();
    }
    for (JsonNode count : provenance.path("left_out")) {
      calls += count.asLong();
    }
    assertThat(calls).isEqualTo(300);
    assertThat(provenance.path("left_out").path("truncated").asInt()).isEqualTo(28);
    Set<String> ids = new HashSet<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (String line : Files.readAllLines(out.resolve("rows.jsonl"))) {
      JsonNode row = MAPPER.readTree(line);
      int number = numbers.merge(row.path("file").asString(), 1, Integer::sum);
      assertThat(row.path("row").asInt()).isEqualTo(number);
      row.path("calls").forEach(id -> assertThat(ids.add(id.asString())).isTrue());
    }
    assertThat(ids).hasSize(300 - 28);
    // 272 calls of 60 and 2 tokens at 2.50 and 10.00 USD a million.
    assertThat(provenance.path("cost").path("usd").asString()).isEqualTo("0.04624");
  }

  @Test
  void noInputIsInTwoFilesAndTimeGoesOn() throws IOException {
    Path out = folder.resolve("split");
    export(out);
    List<String> inputs = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (String file : PARTS) {
      for (JsonNode row : rows(out.resolve(file))) {
        inputs.add(row.path("messages").get(1).path("content").asString());
        files.add(file);
      }
    }
    int[] clusters = NearDuplicates.clusters(inputs);
    assertThat(java.util.Arrays.stream(clusters).distinct().count()).isEqualTo(inputs.size());
    assertThat(files).contains("train.jsonl", "validation.jsonl", "test.jsonl");
    JsonNode parts = MAPPER.readTree(out.resolve("provenance.json")).path("files");
    assertThat(parts.get(0).path("from").asString())
        .isLessThan(parts.get(2).path("from").asString());
  }

  @Test
  void pairsAreWhereTheStudentSaidOtherwise() throws IOException {
    Path out = folder.resolve("dpo");
    Run run = export(out, "--format", "dpo");
    assertThat(run.code()).as(run.err()).isZero();
    List<JsonNode> rows = rows(out);
    assertThat(rows).hasSizeGreaterThan(10);
    for (JsonNode row : rows) {
      assertThat(roles(row.path("prompt"))).containsExactly("system", "user");
      assertThat(roles(row.path("chosen"))).containsExactly("assistant");
      assertThat(row.path("rejected").get(0).path("content").asString())
          .isEqualTo("somewhere else");
      assertThat(row.path("chosen")).isNotEqualTo(row.path("rejected"));
    }
    assertThat(out.resolve("rows.jsonl")).content().contains("\"rejected\":\"shadow\"");
  }

  @Test
  void theOtherPreferenceFormatsHoldTheSamePairs() throws IOException {
    Path dpo = folder.resolve("same");
    export(dpo, "--format", "dpo");
    Path openai = folder.resolve("openai");
    export(openai, "--format", "dpo-openai");
    Path sharegpt = folder.resolve("sharegpt");
    export(sharegpt, "--format", "dpo-sharegpt");
    List<JsonNode> pairs = rows(dpo);
    for (int i = 0; i < pairs.size(); i++) {
      JsonNode other = rows(openai).get(i);
      assertThat(other.path("input").path("messages")).isEqualTo(pairs.get(i).path("prompt"));
      assertThat(other.path("preferred_output")).isEqualTo(pairs.get(i).path("chosen"));
      assertThat(other.path("non_preferred_output")).isEqualTo(pairs.get(i).path("rejected"));
      JsonNode turns = rows(sharegpt).get(i);
      assertThat(turns.path("system").asString()).isEqualTo(MadeUpLog.SYSTEM);
      assertThat(turns.path("conversations").get(0).path("from").asString()).isEqualTo("human");
      assertThat(turns.path("rejected").path("value").asString()).isEqualTo("somewhere else");
    }
    assertThat(sharegpt.resolve("dataset_info.json")).content().contains("\"ranking\" : true");
  }

  @Test
  void aCorrectionIsTheAnswerAndBetterThanWhatWasSaid() throws IOException {
    Path file = folder.resolve("corrections.jsonl");
    Files.writeString(
        file,
        "{\"id\":\"call-3\",\"correction\":\"complaints\"}\n"
            + "{\"call\":\"call-22\",\"correction\":\"whole again\"}\n");
    Path sft = folder.resolve("corrected");
    assertThat(export(sft, "--corrections", file.toString()).code()).isZero();
    assertThat(all(sft)).contains("\"complaints\"", "\"whole again\"");
    Path dpo = folder.resolve("corrected-pairs");
    assertThat(export(dpo, "--corrections", file.toString(), "--format", "dpo").code()).isZero();
    assertThat(all(dpo))
        .contains("\"chosen\":[{\"role\":\"assistant\",\"content\":\"complaints\"}]");
    assertThat(Files.readString(dpo.resolve("rows.jsonl")))
        .contains("\"answer\":\"correction\",\"rejected\":\"answer\"");
  }

  @Test
  void maskedRowsHideAddresses() throws IOException {
    Path mails = folder.resolve("mails.jsonl");
    MadeUpLog.write(
        mails, 60, i -> MadeUpLog.easy(i).replace("I am", "ann" + i + "@example.com: I am"));
    Path out = folder.resolve("masked");
    Run run =
        Run.of(
            "dataset",
            mails.toString(),
            "--scenario",
            id(mails, "--mask"),
            "--mask",
            "--out",
            out.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(all(out)).doesNotContain("example.com").contains("[email]");
    assertThat(MAPPER.readTree(out.resolve("provenance.json")).path("masked").asBoolean()).isTrue();
  }

  @Test
  void theSameLogGivesTheSameBytes() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    export(one);
    export(two);
    Map<String, String> first = contents(one);
    assertThat(first).hasSize(6);
    assertThat(contents(two)).isEqualTo(first);
    export(one);
    assertThat(contents(one)).isEqualTo(first);
  }

  @Test
  void aStudentsAnswerIsNeverTaughtAndAnAuditOfItIs() throws IOException {
    Path audited = folder.resolve("audited.jsonl");
    MadeUpLog.write(
        audited,
        120,
        i -> {
          ObjectNode call = (ObjectNode) MAPPER.readTree(MadeUpLog.easy(i / 2 * 2));
          call.put("id", "call-" + i).put("created", 1_780_000_000L + i * 60L);
          ObjectNode message =
              (ObjectNode) call.path("response").path("choices").get(0).path("message");
          if (i % 2 == 0) {
            message.put("content", "by the student");
            return call.put("tier", "student").toString();
          }
          return call.put("tier", "teacher")
              .put("purpose", "audit")
              .put("subject", "call-" + (i - 1))
              .toString();
        });
    String id = id(audited);
    Path sft = folder.resolve("audited-sft");
    Run run = Run.of("dataset", audited.toString(), "--scenario", id, "--out", sft.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(all(sft)).doesNotContain("by the student");
    assertThat(rows(sft)).hasSizeGreaterThan(50);
    Path dpo = folder.resolve("audited-dpo");
    Run.of(
        "dataset",
        audited.toString(),
        "--scenario",
        id,
        "--format",
        "dpo",
        "--out",
        dpo.toString());
    assertThat(rows(dpo))
        .hasSizeGreaterThan(50)
        .allSatisfy(row ->
            assertThat(row.path("rejected").get(0).path("content").asString())
                .isEqualTo("by the student"));
  }

  @Test
  void withoutAScenarioTheyAreListed() {
    Run run = Run.of("dataset", log.toString(), "--lang", "en");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains(scenario, "300", "--scenario");
    Run chinese = Run.of("dataset", log.toString(), "--lang", "zh");
    assertThat(chinese.out()).contains("场景");
  }

  @Test
  void whatCannotBeDoneIsSaidAndLeavesNothing() throws IOException {
    Path out = folder.resolve("bad");
    Run unknown = Run.of("dataset", log.toString(), "--scenario", "nope", "--out", out.toString());
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("nope", scenario);
    assertThat(Run.of("dataset", log.toString(), "--format", "csv").code()).isEqualTo(2);
    Run missing = Run.of("dataset", folder.resolve("none.jsonl").toString());
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("there is no such file");
    Run data = Run.of("dataset", "--data", folder.resolve("none").toString());
    assertThat(data.code()).isEqualTo(1);
    assertThat(data.err()).contains("--data");
    Run other = export(out, "--model", "unheard-of");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("nothing was written", "another model");
    Path broken = Files.writeString(folder.resolve("broken.jsonl"), "{\"id\":1}\n");
    assertThat(export(out, "--corrections", broken.toString()).err()).contains("broken.jsonl:1");
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "");
    assertThat(Run.of("dataset", empty.toString()).code()).isEqualTo(1);
    try (Stream<Path> left = Files.list(out)) {
      assertThat(left).isEmpty();
    }
  }

  private static String id(Path file, String... more) {
    Run list =
        Run.of(
            Stream.concat(Stream.of("dataset", file.toString(), "--json"), Stream.of(more))
                .toArray(String[]::new));
    assertThat(list.code()).as(list.err()).isZero();
    return MAPPER.readTree(list.out()).get(0).path("id").asString();
  }

  private static List<String> roles(JsonNode messages) {
    List<String> roles = new ArrayList<>();
    messages.forEach(message -> roles.add(message.path("role").asString()));
    return roles;
  }

  /// The rows of a file, or of all files of a folder.
  private static List<JsonNode> rows(Path place) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String file : Files.isDirectory(place) ? PARTS : List.of("")) {
      for (String line : Files.readAllLines(file.isEmpty() ? place : place.resolve(file))) {
        rows.add(MAPPER.readTree(line));
      }
    }
    return rows;
  }

  private static String all(Path out) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String file : PARTS) {
      text.append(Files.readString(out.resolve(file), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  private static Map<String, String> contents(Path out) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.toList()) {
        contents.put(String.valueOf(file.getFileName()), Files.readString(file));
      }
    }
    return contents;
  }
}
