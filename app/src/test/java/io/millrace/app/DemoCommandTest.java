package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.demo.Plan;
import io.millrace.app.text.Texts;
import io.millrace.console.report.Language;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class DemoCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;

  @Test
  void theStoryComesTrueAndItsFiguresAreThoseOfTheJournal() throws IOException {
    Path out = folder.resolve("demo");
    Path file = folder.resolve("story.json");
    Run run = played(true, out, file);
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("ALARM").contains("✓ the job that changed was taken back");
    JsonNode story = JSON.readTree(Files.readString(file));
    assertThat(story.path("ok").asBoolean()).isTrue();
    assertThat(story.path("certificates").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(story.path("alarms").asInt()).isEqualTo(1);
    assertThat(story.path("rollbacks").asInt()).isEqualTo(1);
    assertThat(story.path("recoveries").asInt()).isEqualTo(1);
    assertThat(story.path("audits").asInt()).isPositive();
    assertThat(story.path("free_chat_calls").asInt()).isPositive();
    assertThat(story.path("free_chat_calls_by_student").asInt(-1)).isZero();
    assertThat(story.path("seconds_from_shift_to_rollback").asDouble()).isBetween(0.0, 60.0);
    assertThat(story.path("saving_usd").decimalValue()).isPositive();
    equalsSpend(story, out);
  }

  /// The story with less time between its turns than the command gives it.
  private static Run played(boolean shift, Path out, Path json) {
    var plan = new Plan(shift, false, 4200, Duration.ofSeconds(8), Duration.ofSeconds(240));
    var options = new DemoRun.Options(plan, out, null, null, json, 1, 0.1, 400, true, false);
    var printed = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            false,
            Map.of());
    boolean holds = new DemoRun(terminal, Texts.of(Language.EN), options).play(new Stop());
    return new Run(holds ? 0 : 1, printed.toString(StandardCharsets.UTF_8), "");
  }

  private static void equalsSpend(JsonNode story, Path out) {
    Run run = Run.of("spend", "--saved", "--json", "--data", out.toString());
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode spend = JSON.readTree(run.out());
    assertThat(spend.path("total").path("calls").asLong()).isEqualTo(story.path("calls").asLong());
    assertThat(new BigDecimal(spend.path("total").path("cost_usd").asString()))
        .isEqualByComparingTo(story.path("spend_usd").decimalValue());
    assertThat(new BigDecimal(spend.path("saving").path("net_usd").asString()))
        .isEqualByComparingTo(story.path("saving_usd").decimalValue());
  }

  @Test
  void aStoryThatIsCutShortDoesNotComeTrue() {
    Path out = folder.resolve("demo");
    Run run = Run.of("demo", "--exit", "--no-report", "--duration", "5", "--out", out.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("✗").contains("✓");
  }

  @Test
  void itReplacesNothingThatNoDemoMade() throws IOException {
    Path mine = Files.createDirectories(folder.resolve("data")).resolve("mine.txt");
    Files.writeString(mine, "mine");
    Run run = Run.of("demo", "--exit", "--out", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("choose another --out");
    assertThat(mine).hasContent("mine");
  }

  @Test
  void badOptionsAreRefusedInOneSentence() {
    refused("--rate", "0");
    refused("--alpha", "1");
    refused("--duration", "1");
    refused("--log", "missing.jsonl");
    refused("--lang", "xx");
  }

  private void refused(String option, String value) {
    Run run = Run.of("demo", "--exit", "--out", folder.resolve("none").toString(), option, value);
    assertThat(run.code()).as(option).isNotZero();
    assertThat(run.err()).contains(value);
    assertThat(folder.resolve("none").resolve("data")).doesNotExist();
  }
}
