package io.millrace.store.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExperimentsTest {
  @TempDir Path folder;

  private static Experiment plan(String name, double margin) {
    return new Experiment(
        name,
        "small",
        "large",
        "",
        0.2,
        "stars",
        5,
        1,
        OptionalDouble.of(3),
        margin,
        0.05,
        Duration.ofHours(3));
  }

  @Test
  void whatIsPlannedIsKeptAsItWasAndItsDecisionToo() {
    try (var control = ControlStore.open(folder)) {
      control.planExperiments(List.of(plan("a", 0.02), plan("b", 0.02)));
      assertThat(control.decideExperiment("a", "stop", "{\"why\":1}")).isTrue();
      assertThat(control.decideExperiment("a", "ship", "{}")).isFalse();
      assertThat(control.decideExperiment("nobody", "ship", "{}")).isFalse();
    }
    try (var control = ControlStore.open(folder)) {
      assertThat(control.experiments())
          .extracting(StoredExperiment::plan)
          .containsExactly(plan("a", 0.02), plan("b", 0.02));
      StoredExperiment a = control.experiments().getFirst();
      assertThat(a.decision()).isEqualTo("stop");
      assertThat(a.evidenceJson()).isEqualTo("{\"why\":1}");
      assertThat(a.running()).isFalse();
      assertThat(control.experiments().getLast().running()).isTrue();
    }
  }

  @Test
  void whatIsPlannedNoLongerEndsAndGoesOnWhenItIsPlannedAgain() {
    try (var control = ControlStore.open(folder)) {
      control.planExperiments(List.of(plan("a", 0.02), plan("b", 0.02)));
      control.planExperiments(List.of(plan("b", 0.02)));
      assertThat(control.experiments().getFirst().ended()).isNotNull();
      assertThat(control.experiments().getFirst().running()).isFalse();
      control.planExperiments(List.of(plan("b", 0.02), plan("a", 0.02)));
      assertThat(control.experiments()).hasSize(2).allMatch(StoredExperiment::running);
    }
  }

  @Test
  void anotherPlanUnderTheSameNameIsRefusedWhole() {
    try (var control = ControlStore.open(folder)) {
      control.planExperiments(List.of(plan("a", 0.02)));
      assertThatThrownBy(() -> control.planExperiments(List.of(plan("c", 0.02), plan("a", 0.03))))
          .isInstanceOf(StateException.class)
          .hasMessageContaining("a name of its own");
      assertThatThrownBy(() -> control.checkExperiments(List.of(plan("a", 0.03))))
          .isInstanceOf(StateException.class);
      control.checkExperiments(List.of(plan("a", 0.02), plan("d", 0.02)));
      assertThat(control.experiments())
          .extracting(StoredExperiment::plan)
          .containsExactly(plan("a", 0.02));
      assertThat(control.experiments().getFirst().running()).isTrue();
    }
  }

  @Test
  void gatewaysHearOfPlansAndDecisions() {
    try (var control = ControlStore.open(folder)) {
      int[] heard = {0};
      control.onChange(() -> heard[0]++);
      control.planExperiments(List.of(plan("a", 0.02)));
      control.decideExperiment("a", "broken", "{}");
      assertThat(heard[0]).isEqualTo(2);
    }
  }

  @Test
  void theScaleMayBeTheOtherWayRound() {
    Experiment plan = plan("a", 0.02);
    assertThat(plan.scaled(5)).isZero();
    assertThat(plan.scaled(1)).isEqualTo(1);
    assertThat(plan.scaled(2)).isEqualTo(0.75);
    assertThat(plan.scaled(9)).isZero();
    assertThat(plan.scaled(0)).isEqualTo(1);
  }
}
