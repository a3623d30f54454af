package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.store.control.Experiment;
import java.time.Duration;
import java.util.List;
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
        0,
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
      Arm arm = Arm.ofModel(running, "large", "user " + i).orElse(null);
      assertThat(Arm.ofModel(running, "large", "user " + i).orElse(null)).isEqualTo(arm);
      fresh += arm != null && arm.fresh() ? 1 : 0;
      old += arm != null && !arm.fresh() ? 1 : 0;
    }
    // 2,000 expected in each; four standard deviations are 170.
    assertThat(fresh).isBetween(1830, 2170);
    assertThat(old).isBetween(1830, 2170);
    assertThat(Arm.ofModel(running, "small", "user 1")).isEmpty();
  }

  @Test
  void experimentsDrawIndependentlyAndTheFirstOneHasTheCall() {
    Experiment one = plan("one", "small", "", 1);
    Experiment two = plan("two", "tiny", "", 1);
    int both = 0;
    for (int i = 0; i < 10_000; i++) {
      Arm first = Arm.ofModel(List.of(one, two), "large", "user " + i).orElseThrow();
      Arm second = Arm.ofModel(List.of(two), "large", "user " + i).orElseThrow();
      assertThat(first.experiment()).isEqualTo(one);
      assertThat(first.unit()).isNotEqualTo(second.unit());
      both += first.fresh() && second.fresh() ? 1 : 0;
    }
    assertThat(both).isBetween(2330, 2670);
  }

  @Test
  void whatExperimentsLeaveToTheTeacherIsTheirOldArms() {
    List<Experiment> running =
        List.of(plan("a", "", "s", 0.4), plan("b", "", "s", 1), plan("c", "small", "", 1));
    assertThat(Arm.kept(running, "s")).isEqualTo(1 - 0.2 - 0.6 * 0.5, within(1e-12));
    assertThat(Arm.kept(running, "other")).isEqualTo(1);
    int left = 0;
    for (int i = 0; i < 20_000; i++) {
      left += Arm.ofScenario(running, "s", "user " + i).orElseThrow().fresh() ? 0 : 1;
    }
    assertThat(left / 20_000.0).isEqualTo(0.5, within(0.015));
  }

  @Test
  void aUnitIsTheUserElseTheConversationElseTheCall() {
    assertThat(unit("{\"user\":\"u\"}", "c")).isEqualTo("user u");
    assertThat(unit("{\"safety_identifier\":\"u\"}", "c")).isEqualTo("user u");
    assertThat(unit("{\"metadata\":{\"user_id\":\"u\"}}", "")).isEqualTo("user u");
    assertThat(unit("{\"user\":7}", "c")).isEqualTo("user 7");
    assertThat(unit("{\"user\":null}", "c")).isEqualTo("conversation c");
    assertThat(unit("{}", "")).isEqualTo("call id");
  }

  private static String unit(String body, String conversation) {
    return Arm.unit(JsonMapper.shared().readTree(body), conversation, "id");
  }
}
