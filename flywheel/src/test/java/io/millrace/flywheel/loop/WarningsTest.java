package io.millrace.flywheel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Event;
import io.millrace.store.control.Release;
import io.millrace.store.control.Stage;
import io.millrace.store.journal.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WarningsTest {
  @TempDir Path data;
  private final SplittableRandom random = new SplittableRandom(7);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private ControlStore control;
  private Warnings warnings;

  @BeforeEach
  void open() {
    control = ControlStore.open(data, () -> now);
    warnings = new Warnings(control, () -> now);
  }

  @AfterEach
  void close() {
    control.close();
  }

  private void observe(String policy, double confidence) {
    warnings.observe(
        new Entry.CallEnded(
            CallId.of(now.toEpochMilli(), 1, 2),
            now,
            "answered",
            200,
            "student",
            "s1",
            "certified",
            confidence,
            null,
            "",
            null,
            new Cost.Priced(new Picodollars(0), "v"),
            -1,
            10,
            null,
            new Entry.Draw(policy, 0.05, false, null, "")));
  }

  private void sure(String policy, int calls) {
    for (int i = 0; i < calls; i++) {
      observe(policy, 0.9 + 0.1 * random.nextDouble());
    }
  }

  private void unsure(String policy, int calls) {
    for (int i = 0; i < calls; i++) {
      observe(policy, 0.5 * random.nextDouble());
    }
  }

  private List<Event> events() {
    return control.events(Optional.empty(), 100);
  }

  @Test
  void aChangeIsNotedOnceForThePolicyThatItConcernsAndStandsForADay() {
    sure("p1", 500);
    sure("p2", 500);
    assertThat(warnings.standing()).isEmpty();
    unsure("p1", 200);
    sure("p2", 200);
    assertThat(warnings.standing()).containsExactly("p1");
    assertThat(events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.policy()).isEqualTo("p1");
          assertThat(event.kind()).isEqualTo("warning");
        });
    now = now.plus(Warnings.STANDS);
    assertThat(warnings.standing()).containsExactly("p1");
    now = now.plus(Duration.ofSeconds(1));
    assertThat(warnings.standing()).isEmpty();
  }

  @Test
  void callsWithoutAConfidenceSayNothing() {
    sure("p1", 500);
    for (int i = 0; i < 500; i++) {
      observe("p1", Double.NaN);
    }
    assertThat(warnings.standing()).isEmpty();
  }

  private Release live(String policy, List<String> behind) {
    return new Release(policy, "s1", behind, Stage.FULL, 1, 0.05, 1, false, now);
  }

  /// From then on the first one is told only of calls that it is sure of.
  @Test
  void whatIsNormalIsLearnedAnewWhereAPolicyGoesOutBehind() {
    Release first = live("p1", List.of());
    Release second = live("p2", List.of("p1"));
    warnings.keep(List.of(first));
    for (int i = 0; i < 500; i++) {
      sure("p1", 1);
      unsure("p1", 1);
    }
    warnings.keep(List.of(first));
    warnings.keep(List.of(first, second));
    sure("p1", 500);
    assertThat(warnings.standing()).isEmpty();
    warnings.keep(List.of(first, second));
    unsure("p1", 200);
    assertThat(warnings.standing()).as("what stays is watched on").containsExactly("p1");
  }

  /// The same without the ladder's change is a warning.
  @Test
  void callsOfWhichAPolicyIsAlwaysSureAreUnlikeThoseBefore() {
    warnings.keep(List.of(live("p1", List.of())));
    for (int i = 0; i < 500; i++) {
      sure("p1", 1);
      unsure("p1", 1);
    }
    sure("p1", 500);
    assertThat(warnings.standing()).containsExactly("p1");
  }

  @Test
  void aPolicyThatIsOutNoMoreIsForgotten() {
    sure("p1", 500);
    unsure("p1", 200);
    warnings.keep(List.of(live("p2", List.of())));
    assertThat(warnings.standing()).isEmpty();
    unsure("p1", 500);
    assertThat(warnings.standing()).as("what comes then is the new normal").isEmpty();
  }
}
