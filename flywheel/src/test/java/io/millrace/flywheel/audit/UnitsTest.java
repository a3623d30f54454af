package io.millrace.flywheel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Answer;
import io.millrace.model.RequestForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UnitsTest {
  @Test
  void equalInputsAreOneUnitOfTheEarliestCall() {
    List<Unit> units =
        Units.of(
            List.of(
                call("1", 0, null, "where is it", "a"),
                call("2", 1, null, "refund please", "b"),
                call("3", 2, null, "where is it", "c"),
                call("4", 3, null, "where is it", "c")));
    assertThat(units).extracting(Unit::callId).containsExactly("1", "2");
    assertThat(units.getFirst().answer()).isEqualTo("a");
    assertThat(units.getFirst().calls()).isEqualTo(3);
    assertThat(units.getFirst().cost()).isEqualTo(30);
    assertThat(units.getFirst().lessons()).containsExactly(new Unit.Lesson("where is it", "c"));
  }

  @Test
  void anUnpricedCallDoesNotLowerTheCostOfItsUnit() {
    ScenarioCall unpriced =
        new ScenarioCall(
            "2",
            Instant.EPOCH,
            null,
            "m",
            0,
            "x",
            RequestForm.PLAIN,
            new Answer.Complete("a"),
            null,
            OptionalLong.empty(),
            CallTable.UNPRICED);
    List<Unit> units = Units.of(List.of(call("1", 0, null, "x", "a"), unpriced));
    assertThat(units.getFirst().cost()).isEqualTo(10);
  }

  @Test
  void aShortConversationBelongsToTheTimeOfItsFirstCall() {
    List<Unit> units =
        Units.of(
            List.of(
                call("1", 0, "c1", "first question", "a"),
                call("2", 5, null, "something else", "b"),
                call("3", 9, "c1", "second question", "a")));
    assertThat(units).extracting(Unit::callId).containsExactly("1", "3", "2");
  }

  @Test
  void anIdThatRunsThroughTheWholeLogTiesNothing() {
    List<ScenarioCall> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      calls.add(call("u" + i, i * 60L, "app-server", "question number " + word(i), "a"));
    }
    calls.add(call("other", 3, null, "an early question of somebody else", "a"));
    List<Unit> units = Units.of(calls);
    assertThat(units.get(1).callId()).isEqualTo("other");
  }

  @Test
  void aSplitFollowsTime() {
    List<ScenarioCall> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(call("u" + i, i, null, "question number " + word(i), "a"));
    }
    Split split = Split.byTime(Units.of(calls));
    assertThat(split.train()).hasSize(60);
    assertThat(split.tune()).hasSize(10);
    assertThat(split.certify()).hasSize(30);
    assertThat(split.train().getLast().created()).isBefore(split.tune().getFirst().created());
    assertThat(split.tune().getLast().created()).isBefore(split.certify().getFirst().created());
  }

  @Test
  void aCutNeverFallsIntoAConversation() {
    List<ScenarioCall> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String conversation = i >= 55 && i < 65 || i >= 68 && i < 75 ? "c" + i / 67 : null;
      calls.add(call("u" + i, i, conversation, "question number " + word(i), "a"));
    }
    Split split = Split.byTime(Units.of(calls));
    assertThat(split.train()).hasSize(65);
    assertThat(split.tune()).hasSize(10);
    assertThat(split.certify()).hasSize(25);
  }

  @Test
  void callsThatTeachNothingAreCountedByKind() {
    List<ScenarioCall> calls = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      calls.add(call("u" + i, i, null, "question " + word(i), "a"));
    }
    calls.add(with(calls.getFirst(), new Answer.Truncated("a"), RequestForm.PLAIN, "m"));
    calls.add(with(calls.getFirst(), new Answer.Failed("error"), RequestForm.PLAIN, "m"));
    calls.add(with(calls.getFirst(), new Answer.Complete("a"), RequestForm.PLAIN, "other"));
    RequestForm tools = new RequestForm("", List.of(), OptionalInt.empty(), false);
    calls.add(with(calls.getFirst(), new Answer.Complete("a"), tools, "m"));
    Eligible eligible = Eligible.of(calls);
    assertThat(eligible.teacher()).isEqualTo("m");
    assertThat(eligible.calls()).hasSize(60);
    assertThat(eligible.counts().truncated()).isEqualTo(1);
    assertThat(eligible.counts().failed()).isEqualTo(1);
    assertThat(eligible.counts().otherModel()).isEqualTo(1);
    assertThat(eligible.counts().otherForm()).isEqualTo(1);
  }

  @Test
  void aTokenLimitBelowTheLongestAnswerIsNotEligible() {
    List<ScenarioCall> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(
          call("u" + i, i, null, "question " + word(i), i % 2 == 0 ? "short" : "much longer"));
    }
    RequestForm tight = new RequestForm("", List.of(), OptionalInt.of(6), true);
    calls.add(with(calls.getFirst(), new Answer.Complete("short"), tight, "m"));
    Eligible eligible = Eligible.of(calls);
    assertThat(eligible.answerTokens()).isEqualTo("much longer".length());
    assertThat(eligible.counts().otherForm()).isEqualTo(1);
  }

  private static String word(int i) {
    StringBuilder word = new StringBuilder();
    for (int n = i + 31; n > 0; n /= 26) {
      word.append((char) ('a' + n % 26)).append((char) ('z' - n % 26));
    }
    return word + " " + word.reverse();
  }

  private static ScenarioCall with(
      ScenarioCall call, Answer answer, RequestForm form, String model) {
    return new ScenarioCall(
        call.id() + "x",
        call.created(),
        null,
        model,
        0,
        call.input() + " again",
        form,
        answer,
        null,
        OptionalLong.empty(),
        10);
  }

  private static ScenarioCall call(
      String id, long minute, @Nullable String conversation, String input, String answer) {
    return new ScenarioCall(
        id,
        Instant.EPOCH.plusSeconds(60 * minute),
        conversation,
        "m",
        0,
        input,
        RequestForm.PLAIN,
        new Answer.Complete(answer),
        null,
        OptionalLong.empty(),
        10);
  }
}
