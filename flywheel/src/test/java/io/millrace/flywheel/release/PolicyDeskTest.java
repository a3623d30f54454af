package io.millrace.flywheel.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flywheel.release.PolicyDesk.Action;
import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.NewObservation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Source;
import io.millrace.store.control.Stage;
import io.millrace.store.control.StateException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SuppressWarnings("NullAway.Init") // opened before each test
final class PolicyDeskTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant CREATED = Instant.parse("2026-03-01T08:00:00Z");

  @TempDir Path data;
  private ControlStore store;
  private PolicyDesk desk;

  @BeforeEach
  void open() {
    store = ControlStore.open(data);
    desk = new PolicyDesk(store);
    var version =
        new TemplateVersion(
            List.of(
                new MessagePattern("user", List.of(new Part.Constant("Sort: "), new Part.Input()))),
            false);
    store.learned(
        List.of(
            new ScenarioTemplate("s1", "tickets", List.of(version)),
            new ScenarioTemplate("s2", "标题", List.of(version))));
    for (String id : List.of("p1", "p2")) {
      store.addPolicy(
          new PolicyRecord(
              id, "s1", "tickets", "round r1", CREATED, 0.05, 0.05, 0.9, 0.8, "{\"n\":900}"));
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aPromotionTakesOneStepAtATime() {
    for (double share : new double[] {0.05, 0.25, 0.5}) {
      assertStands(act(Action.PROMOTE, "p1", "{}"), "canary", share);
    }
    assertStands(act(Action.PROMOTE, "p1", "{}"), "full", 1);
    assertRefused(Action.PROMOTE, "p1", "{}", "answers all calls that it is sure of already");
    assertStands(act(Action.PROMOTE, "p1", "{\"share\":0.3}"), "canary", 0.3);
    assertStands(act(Action.PROMOTE, "p1", "{}"), "canary", 0.5);
    assertStands(act(Action.PROMOTE, "p1", "{\"full\":true}"), "full", 1);
  }

  @Test
  void aPauseIsResumedWhereItBegan() {
    assertRefused(Action.PAUSE, "p1", "{}", "it is not out (waiting)");
    assertRefused(Action.RESUME, "p1", "{}", "it is not paused (waiting)");
    act(Action.PROMOTE, "p1", "{\"share\":0.4}");
    assertThat(act(Action.PAUSE, "p1", "{}").path("answered_share").asDouble()).isZero();
    assertStands(act(Action.RESUME, "p1", "{}"), "canary", 0.4);
    act(Action.PROMOTE, "p1", "{\"full\":true}");
    act(Action.PAUSE, "p1", "{}");
    assertStands(act(Action.RESUME, "p1", "{}"), "full", 1);
    store.move("p1", EnumSet.of(Stage.FULL), Stage.SHADOW, 0, new By("releaser", ""), "");
    act(Action.PAUSE, "p1", "{}");
    assertStands(act(Action.RESUME, "p1", "{}"), "shadow", 0);
  }

  @Test
  void whatWasRolledBackGoesOutAgainOnlyAsACanary() {
    act(Action.PROMOTE, "p1", "{\"full\":true}");
    assertStands(act(Action.ROLLBACK, "p1", "{\"why\":\"odd answers\"}"), "rolled_back", 0);
    assertRefused(Action.ROLLBACK, "p1", "{}", "it is not out (rolled_back)");
    assertStands(act(Action.PROMOTE, "p1", "{}"), "canary", 0.05);
  }

  @Test
  void anotherPolicyOfTheScenarioIsReplacedUnlessItIsPinned() {
    act(Action.PROMOTE, "p1", "{}");
    act(Action.PIN, "p1", "{}");
    assertRefused(Action.PROMOTE, "p2", "{}", "p1 of scenario s1 is pinned");
    act(Action.UNPIN, "p1", "{}");
    act(Action.PROMOTE, "p2", "{}");
    assertThat(desk.show("p1").path("stage").asString()).isEqualTo("retired");
    assertThat(ids(desk.list(false))).containsExactly("p2");
    assertThat(ids(desk.list(true))).containsExactly("p2", "p1");
  }

  @Test
  void aScenarioThatIsOffReleasesNothing() {
    JsonNode off = desk.act(Action.MODE, "tickets", body("{\"mode\":\"off\"}"), "ana");
    assertThat(off.path("id").asString()).isEqualTo("s1");
    assertThat(off.path("mode").asString()).isEqualTo("off");
    assertRefused(Action.PROMOTE, "p1", "{}", "is off");
    desk.act(Action.MODE, "s1", body("{\"mode\":\"ask\"}"), "ana");
    act(Action.PROMOTE, "p1", "{}");
  }

  @Test
  void everyActIsInTheHistoryWithWhoAndWhy() {
    desk.act(Action.PROMOTE, "p1", body("{\"why\":\"looks good\"}"), "ana");
    JsonNode latest = desk.history(Optional.of("tickets"), 10).at("/events/0");
    assertThat(latest.path("kind").asString()).isEqualTo("canary");
    assertThat(latest.path("share").asDouble()).isEqualTo(0.05);
    assertThat(latest.path("who").asString()).isEqualTo("ana");
    assertThat(latest.path("why").asString()).isEqualTo("looks good");
    assertThat(desk.show("p1").at("/history/0")).isEqualTo(latest);
    assertThat(desk.history(Optional.of("标题"), 10).path("events")).isEmpty();
  }

  @Test
  void whatWasObservedIsCounted() {
    store.observed("observer", 1, List.of(observation("c1", Source.AUDIT, Outcome.PENDING)));
    store.observed("observer", 2, List.of(observation("c2", Source.HELD_OUT, Outcome.DISAGREED)));
    JsonNode observed = desk.show("p1").path("observations");
    assertThat(observed.path("audits").asLong()).isEqualTo(1);
    assertThat(observed.path("held_out").asLong()).isEqualTo(1);
    assertThat(observed.path("disagreed").asLong()).isEqualTo(1);
    assertThat(observed.path("pending").asLong()).isEqualTo(1);
    assertThat(desk.show("p1").at("/certificate/n").asInt()).isEqualTo(900);
  }

  @Test
  void whatIsNotThereIsSaidSo() {
    assertRefused(Action.PROMOTE, "p9", "{}", "there is no policy p9");
    assertRefused(Action.MODE, "mail", "{\"mode\":\"off\"}", "there are: tickets, 标题");
    assertThatThrownBy(() -> desk.show("p9")).isInstanceOf(StateException.class);
  }

  @Test
  void whatIsNotUnderstoodChangesNothing() {
    for (String bad :
        List.of(
            "{\"share\":0}",
            "{\"share\":1.1}",
            "{\"share\":\"half\"}",
            "{\"share\":0.5,\"full\":true}",
            "{\"shre\":0.5}")) {
      assertThatThrownBy(() -> act(Action.PROMOTE, "p1", bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> act(Action.MODE, "s1", "{\"mode\":\"on\"}"))
        .hasMessageContaining("there are: auto, ask, off");
    assertThatThrownBy(() -> Action.parse("destroy")).hasMessageContaining("rollback");
    assertThat(desk.show("p1").path("stage").asString()).isEqualTo("waiting");
  }

  @SuppressWarnings("NullAway") // the request may be null; not seen across modules
  private static NewObservation observation(String call, Source source, Outcome outcome) {
    return new NewObservation(
        call, "s1", "p1", CREATED, source, 0.5, 0.95, "chat", "large", null, null, "h", outcome);
  }

  private static JsonNode body(String json) {
    return JSON.readTree(json);
  }

  private JsonNode act(Action action, String id, String json) {
    return desk.act(action, id, body(json), "ana");
  }

  private static void assertStands(JsonNode policy, String stage, double share) {
    assertThat(policy.path("stage").asString()).isEqualTo(stage);
    assertThat(policy.path("share").asDouble()).isEqualTo(share);
  }

  private void assertRefused(Action action, String id, String json, String why) {
    assertThatThrownBy(() -> act(action, id, json))
        .isInstanceOf(StateException.class)
        .hasMessageContaining(why);
  }

  private static List<String> ids(JsonNode list) {
    var ids = new java.util.ArrayList<String>();
    list.path("policies").forEach(policy -> ids.add(policy.path("id").asString()));
    return ids;
  }
}
