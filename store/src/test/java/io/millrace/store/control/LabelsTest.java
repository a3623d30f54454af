package io.millrace.store.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Feedback, which comes by itself, and labels, which are asked for.
final class LabelsTest {
  @TempDir Path data;
  private ControlStore store;

  @BeforeEach
  void open() {
    store = ControlStore.open(data, new SteppedClock());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Feedback feedback(
      int second, String call, String action, String metric, @Nullable Double value) {
    Instant at = Samples.START.plusSeconds(second);
    return new Feedback(at, call, action, "shop", metric, value, "good", null);
  }

  private List<Long> ids(FeedbackQuery query) {
    return store.feedback(query).stream().map(StoredFeedback::id).toList();
  }

  @Test
  void feedbackIsFoundByWhatItIsAbout() {
    Feedback first = feedback(0, "c1", "", "solved", 0.5);
    assertThat(store.feedback(first)).isEqualTo(1);
    store.feedback(feedback(1, "c2", "a1", "", null));
    store.feedback(feedback(2, "", "a1", "solved", -3.0));
    var corrected = new Feedback(Samples.START.plusSeconds(3), "c1", "", "", "", null, null, "退款");
    store.feedback(corrected);
    close();
    open();
    FeedbackQuery all = FeedbackQuery.all(9);
    assertThat(store.feedback(all))
        .contains(new StoredFeedback(1, first), new StoredFeedback(4, corrected));
    assertThat(ids(all.ofCall("c1"))).containsExactly(1L, 4L);
    assertThat(ids(all.ofAction("a1"))).containsExactly(2L, 3L);
    assertThat(ids(all.ofMetric("solved"))).containsExactly(1L, 3L);
    assertThat(ids(all.between(Samples.START.plusSeconds(1), Samples.START.plusSeconds(3))))
        .containsExactly(2L, 3L);
    assertThat(ids(FeedbackQuery.all(2).after(1))).containsExactly(2L, 3L);
  }

  @Test
  void feedbackIsAboutSomethingAndHoldsNumbersOnly() {
    assertThatThrownBy(() -> feedback(0, "", "", "solved", 1.0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> feedback(0, "c1", "", "solved", Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static LabelTask task(String call, String scenario, int second) {
    return new LabelTask(call, scenario, Samples.START.plusSeconds(second), 0.125);
  }

  @Test
  void labelsAreAskedForOnceAndGivenOnce() {
    LabelTask second = task("c2", "tickets", 2);
    store.askLabels(List.of(second, task("c1", "tickets", 1), task("x1", "tones", 0)));
    store.askLabels(List.of(task("c1", "tickets", 9)));
    assertThat(store.openLabels(Optional.of("tickets"), 9))
        .containsExactly(task("c1", "tickets", 1), second);
    assertThat(store.openLabels(Optional.empty(), 1)).containsExactly(task("x1", "tones", 0));
    Instant at = Samples.START.plusSeconds(60);
    assertThat(store.label("c1", "refund", "ann", at)).isTrue();
    assertThat(store.label("c1", "delivery", "bob", at)).isFalse();
    assertThat(store.label("c9", "delivery", "bob", at)).isFalse();
    assertThat(store.openLabels(Optional.of("tickets"), 9)).containsExactly(second);
    assertThat(store.labels("tickets"))
        .containsExactly(
            new LabelTask(
                "c1",
                "tickets",
                Samples.START.plusSeconds(1),
                0.125,
                LabelTask.State.LABELLED,
                "refund",
                "ann",
                at),
            second);
  }

  @Test
  void anAnswerThatNeverCameIsCountedAgainst() {
    store.askLabels(List.of(task("c1", "tickets", 1), task("c2", "tickets", 2)));
    assertThat(store.expireLabels(Samples.START.plusSeconds(2))).isEqualTo(1);
    assertThat(store.label("c1", "refund", "ann", Samples.START)).isFalse();
    assertThat(store.labels("tickets"))
        .extracting(LabelTask::state)
        .containsExactly(LabelTask.State.EXPIRED, LabelTask.State.OPEN);
  }
}
