package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Feedback;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// From the call log of a server to files that trainers read.
final class DatasetDataTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @TempDir Path folder;

  @Test
  void theCallLogHoldsWhatAPairNeeds() throws Exception {
    Path data = folder.resolve("data");
    try (Journal journal = Journal.open(new JournalSettings(data.resolve("journal"), 1 << 20))) {
      for (int i = 0; i < 80; i++) {
        journal.append(List.of(call(i)));
      }
    }
    Run list = Run.of("dataset", "--data", data.toString(), "--json");
    assertThat(list.code()).as(list.err()).isZero();
    String scenario = MAPPER.readTree(list.out()).get(0).path("id").asString();
    Path out = folder.resolve("out");
    Run run =
        Run.of(
            "dataset",
            "--data",
            data.toString(),
            "--scenario",
            scenario,
            "--format",
            "dpo",
            "--json",
            "--out",
            out.toString());
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode provenance = MAPPER.readTree(run.out());
    assertThat(provenance.path("source").path("data").asString()).isEqualTo(data.toString());
    // Half the calls have a shadow that differs; each cost 1.5 micro-dollars.
    assertThat(provenance.path("cost").path("usd").asString()).isEqualTo("0.00006");
    List<String> lines = new ArrayList<>(Files.readAllLines(out.resolve("train.jsonl")));
    assertThat(lines)
        .isNotEmpty()
        .allSatisfy(line ->
            assertThat(MAPPER.readTree(line).path("rejected").get(0).path("content").asString())
                .isEqualTo("elsewhere"));
  }

  @Test
  void aCorrectionThatCameAsFeedbackIsBetterThanTheAnswer() throws Exception {
    Path data = folder.resolve("corrected");
    try (Journal journal = Journal.open(new JournalSettings(data.resolve("journal"), 1 << 20))) {
      for (int i = 0; i < 60; i++) {
        journal.append(List.of(call(i)));
      }
    }
    try (ControlStore control = ControlStore.open(data)) {
      control.feedback(
          new Feedback(
              Instant.EPOCH,
              ((Entry.CallStarted) call(1)[0]).call().text(),
              "",
              "",
              "",
              null,
              null,
              "complaints"));
    }
    Run list = Run.of("dataset", "--data", data.toString(), "--json");
    String scenario = MAPPER.readTree(list.out()).get(0).path("id").asString();
    Path out = folder.resolve("pairs");
    Run run =
        Run.of(
            "dataset",
            "--data",
            data.toString(),
            "--scenario",
            scenario,
            "--format",
            "dpo",
            "--out",
            out.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(out.resolve("train.jsonl"))
        .content()
        .contains("\"chosen\":[{\"role\":\"assistant\",\"content\":\"complaints\"}]");
  }

  @Test
  void aFolderWithoutCallsIsNamed() throws Exception {
    Path data = Files.createDirectory(folder.resolve("empty"));
    Run run = Run.of("dataset", "--data", data.toString(), "--lang", "en");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(data.toString(), "no call with bodies");
  }

  private static Entry[] call(int i) {
    JsonNode logged = MAPPER.readTree(MadeUpLog.easy(i));
    Instant at = Instant.ofEpochSecond(1_780_000_000L + i * 60L);
    CallId id = CallId.of(at.toEpochMilli(), 1, i);
    ObjectNode response = (ObjectNode) logged.path("response");
    return new Entry[] {
      new Entry.CallStarted(
          id,
          at,
          "chat",
          "sandbox-large",
          "",
          false,
          "",
          "",
          logged.path("request").toString().getBytes(StandardCharsets.UTF_8)),
      new Entry.CallEnded(
          id,
          at.plusMillis(200),
          "answered",
          200,
          "teacher",
          "",
          "shadow",
          0.9,
          i % 2 == 0 ? "elsewhere" : null,
          "sandbox-large",
          Usage.of(60, 2),
          new Cost.Priced(new Picodollars(1_500_000), "test"),
          100,
          200_000,
          response.toString().getBytes(StandardCharsets.UTF_8))
    };
  }
}
