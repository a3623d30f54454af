package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Round;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A round on sample traffic from the terminal. The tests read what the first round left, and none
/// of them learns anything more.
final class LearnCommandTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @TempDir static Path data;
  private static Run first;

  @BeforeAll
  static void learnOnce() {
    RecordedTraffic.write(data, 2500);
    first = learn("--lang", "en", "--why", "a test");
  }

  private static Run learn(String... more) {
    String[] all = new String[more.length + 5];
    System.arraycopy(
        new String[] {"learn", "--data", data.toString(), "--alpha", "0.1"}, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    return Run.of(all);
  }

  @Test
  void saysWhatWasLearnedAndWhatWasNot() {
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("Round r1: 2,", "✓ certified", "-r1", "Without a new policy, and why");
    try (ControlStore control = ControlStore.open(data)) {
      assertThat(control.policies()).isNotEmpty();
      Round round = control.rounds(10).getLast();
      assertThat(round.why()).isEqualTo("a test");
      assertThat(round.calls()).isGreaterThan(2000);
    }
  }

  @Test
  void aSecondRoundSaysInChineseThatNothingIsDue() {
    Run second = learn("--lang", "zh");
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.out()).contains("本轮跳过", "自上次学习以来新增太少");
  }

  @Test
  void asJsonItIsTheSummaryThatIsKept() {
    Run again = learn("--json");
    assertThat(again.code()).as(again.err()).isZero();
    JsonNode json = MAPPER.readTree(again.out());
    assertThat(json.path("scenarios").size()).isGreaterThan(3);
    try (ControlStore control = ControlStore.open(data)) {
      assertThat(MAPPER.readTree(control.rounds(1).getFirst().summaryJson())).isEqualTo(json);
    }
  }

  @Test
  void refusesASecondOneAtTheSameTime() {
    try (ControlStore control = ControlStore.open(data)) {
      assertThat(control.beginRound("another")).isPresent();
      Run refused = learn("--lang", "en");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("is running there already");
    }
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    Run refused = Run.of("learn", "--data", data.resolve("nowhere").toString());
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("there is no such folder");
  }

  @Test
  void anAlphaThatIsNoneIsWrongUsage() {
    assertThat(learn("--alpha", "2").code()).isEqualTo(2);
  }
}
