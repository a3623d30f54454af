package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.control.Experiment;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class ArmTest {
  private static Experiment plan(String name, String model, String scenario, double share) {
    return new Experiment(
        name,
        model,
        model.isEmpty() ? "" : "large",
        scenario,
        share,
        "",
        0,
        1,
        OptionalDouble.empty(),
        0.02,
        0.05,
        Duration.ofDays(1));
  }

  @Test
  void ofTheShareHalfIsInEachArmAndStaysThere() {
    List<Experiment> running = List.of(plan("a", "small", "", 0.2));
    int fresh = 0;
    int old = 0;
    for (int i = 0; i < 20_000; i++) {
      Arm arm = Arm.of(running, "large", null, "user " + i).orElse(null);
      assertThat(Arm.of(running, "large", null, "user " + i).orElse(null)).isEqualTo(arm);
      fresh += arm != null && arm.fresh() ? 1 : 0;
      old += arm != null && !arm.fresh() ? 1 : 0;
    }
    // 2,000 expected in each; four standard deviations are 170.
    assertThat(fresh).isBetween(1830, 2170);
    assertThat(old).isBetween(1830, 2170);
    assertThat(Arm.of(running, "small", null, "user 1")).isEmpty();
  }

  @Test
  void experimentsDrawIndependentlyAndTheFirstOneHasTheCall() {
    Experiment one = plan("one", "small", "", 1);
    Experiment two = plan("two", "tiny", "", 1);
    int both = 0;
    for (int i = 0; i < 10_000; i++) {
      Arm first = Arm.of(List.of(one, two), "large", null, "user " + i).orElseThrow();
      Arm second = Arm.of(List.of(two), "large", null, "user " + i).orElseThrow();
      assertThat(first.experiment()).isEqualTo(one);
      assertThat(first.unit()).isNotEqualTo(second.unit());
      both += first.fresh() && second.fresh() ? 1 : 0;
    }
    assertThat(both).isBetween(2330, 2670);
  }

  @Test
  void anExperimentOnAPolicyTakesCallsOfItsScenarioOnceThatIsFullyOut() {
    List<Experiment> running = List.of(plan("a", "", "s", 1), plan("b", "small", "", 1));
    assertThat(Arm.of(running, "huge", "s", "user 1").orElseThrow().experiment().name())
        .isEqualTo("a");
    assertThat(Arm.of(running, "huge", "other", "user 1")).isEmpty();
    assertThat(Arm.of(running, "huge", null, "user 1")).isEmpty();
    assertThat(Arm.of(running, "large", null, "user 1").orElseThrow().experiment().name())
        .isEqualTo("b");
  }

  @Test
  void aUnitIsTheUserElseTheConversationElseTheCall() {
    assertThat(unit("{\"user\":\"u\"}", "c")).isEqualTo("user u");
    assertThat(unit("{\"safety_identifier\":\"u\"}", "c")).isEqualTo("user u");
    assertThat(unit("{\"metadata\":{\"user_id\":\"u\"}}", "")).isEqualTo("user u");
    assertThat(unit("{\"user\":7}", "c")).isEqualTo("user 7");
    assertThat(unit("{\"user\":null}", "c")).isEqualTo("conversation c");
    assertThat(unit("{}", "")).isEqualTo("call id");
    assertThat(Arm.unit(JsonMapper.shared().readTree("{}"), "", "a", "id")).isEqualTo("action a");
  }

  private static String unit(String body, String conversation) {
    return Arm.unit(JsonMapper.shared().readTree(body), conversation, "", "id");
  }
}
