package io.millrace.store.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scenarios, policies, releases and their events.
final class ReleasesTest {
  @TempDir Path data;
  private final SteppedClock clock = new SteppedClock();
  private ControlStore store;

  @BeforeEach
  void open() {
    store = ControlStore.open(data, clock);
    store.learned(List.of(Samples.template("tickets", "Sort it"), Samples.template("tones", "?")));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    store = ControlStore.open(data, clock);
  }

  private void add(String... policies) {
    for (String policy : policies) {
      store.addPolicy(Samples.policy(policy, "tickets"));
    }
  }

  private boolean canary(String policy) {
    return store.move(policy, Samples.WAITING, Stage.CANARY, 0.05, Samples.ANN, "{\"n\":1}");
  }

  private Release release(String policy) {
    return store.releases().stream().filter(r -> r.policy().equals(policy)).findFirst().get();
  }

  private List<String> kinds() {
    return store.events(Optional.empty(), 100).reversed().stream()
        .map(event -> event.policy() + " " + event.kind())
        .toList();
  }

  @Test
  void aLearnedTemplateReplacesTheEarlierOneAndKeepsItsMode() {
    store.mode("tickets", Mode.ASK, Samples.ANN);
    store.learned(List.of(Samples.template("tickets", "Sort it now")));
    reopen();
    assertThat(store.scenarios())
        .containsExactly(
            new KnownScenario(Samples.template("tickets", "Sort it now"), Optional.of(Mode.ASK)),
            new KnownScenario(Samples.template("tones", "?"), Optional.empty()));
    assertThat(store.events(Optional.of("tickets"), 9))
        .containsExactly(
            new Event(
                1,
                Samples.START,
                "tickets",
                "",
                "mode",
                Double.NaN,
                "ann",
                "looks good",
                "{\"mode\":\"ask\"}"));
    assertThat(store.events(Optional.of("tones"), 9)).isEmpty();
  }

  @Test
  void aScenarioThatNoRoundFoundHasNoModeAndNoPolicy() {
    assertThatThrownBy(() -> store.mode("gone", Mode.OFF, Samples.ANN))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("gone");
    assertThatThrownBy(() -> store.addPolicy(Samples.policy("p1", "gone")))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("gone");
    assertThat(store.policies()).isEmpty();
  }

  @Test
  void aNewPolicyWaitsAndItsRecordNeverChanges() {
    add("p1");
    reopen();
    assertThat(store.policies()).containsExactly(Samples.policy("p1", "tickets"));
    assertThat(store.releases())
        .containsExactly(
            new Release("p1", "tickets", List.of(), Stage.WAITING, 0, 1, 1, false, Samples.START));
    assertThatThrownBy(() -> add("p1"))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("p1 already");
    assertThat(kinds()).containsExactly("p1 added");
  }

  @Test
  void aMoveNeedsTheStageThatTheCallerThinks() {
    add("p1");
    clock.pass(Duration.ofHours(1));
    assertThat(store.move("p1", Set.of(Stage.CANARY), Stage.FULL, 1, Samples.ANN, "")).isFalse();
    assertThat(canary("p1")).isTrue();
    assertThat(canary("p1")).isFalse();
    reopen();
    assertThat(release("p1"))
        .isEqualTo(
            new Release(
                "p1", "tickets", List.of(), Stage.CANARY, 0.05, 1, 1, false, clock.instant()));
    assertThat(kinds()).containsExactly("p1 added", "p1 canary");
    Event event = store.events(Optional.empty(), 1).getFirst();
    assertThat(event)
        .isEqualTo(
            new Event(
                2,
                clock.instant(),
                "tickets",
                "p1",
                "canary",
                0.05,
                "ann",
                "looks good",
                "{\"n\":1}"));
    assertThatThrownBy(() -> canary("p9"))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("p9");
  }

  @Test
  void aCanaryGrowsWhereItStands() {
    add("p1");
    canary("p1");
    clock.pass(Duration.ofHours(1));
    assertThat(store.move("p1", Set.of(Stage.CANARY), Stage.CANARY, 0.25, Samples.ANN, ""))
        .isTrue();
    assertThat(release("p1").share()).isEqualTo(0.25);
    assertThat(release("p1").since()).isEqualTo(clock.instant());
  }

  @Test
  void whoGoesLiveRetiresWhoWas() {
    add("p1", "p2");
    canary("p1");
    store.move("p2", Samples.WAITING, Stage.SHADOW, 0, Samples.ANN, "");
    assertThat(release("p1").stage()).isEqualTo(Stage.RETIRED);
    assertThat(release("p1").share()).isZero();
    assertThat(release("p2").stage()).isEqualTo(Stage.SHADOW);
    assertThat(kinds())
        .containsExactly("p1 added", "p2 added", "p1 canary", "p1 retired", "p2 shadow");
    assertThat(store.events(Optional.empty(), 2).getLast().why()).isEqualTo("replaced by p2");
  }

  @Test
  void scenariosDoNotDisplaceEachOther() {
    add("p1");
    store.addPolicy(Samples.policy("q1", "tones"));
    canary("p1");
    canary("q1");
    assertThat(store.releases()).extracting(Release::stage).containsOnly(Stage.CANARY);
  }

  @Test
  void aPinnedPolicyKeepsItsPlace() {
    add("p1", "p2");
    canary("p1");
    store.pin("p1", true, Samples.ANN);
    store.pin("p1", true, Samples.ANN);
    assertThatThrownBy(() -> canary("p2"))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("p1")
        .hasMessageContaining("pinned");
    assertThat(release("p2").stage()).isEqualTo(Stage.WAITING);
    assertThat(release("p1").stage()).isEqualTo(Stage.CANARY);
    store.pin("p1", false, Samples.ANN);
    assertThat(canary("p2")).isTrue();
    assertThat(kinds())
        .containsExactly(
            "p1 added",
            "p2 added",
            "p1 canary",
            "p1 pinned",
            "p1 unpinned",
            "p1 retired",
            "p2 canary");
  }

  @Test
  void whatWasRolledBackIsLeftByAnExplicitMoveOnlyAndHasLostItsPin() {
    add("p1");
    canary("p1");
    store.pin("p1", true, Samples.ANN);
    store.move("p1", Set.of(Stage.CANARY), Stage.ROLLED_BACK, 0.5, Samples.ANN, "");
    assertThat(release("p1").pinned()).isFalse();
    assertThat(release("p1").share()).isZero();
    assertThat(canary("p1")).isFalse();
    assertThat(store.move("p1", Set.of(Stage.ROLLED_BACK), Stage.CANARY, 0.05, Samples.ANN, ""))
        .isTrue();
  }

  /// p1, then m1 behind it, then m2 behind both.
  private void ladder() {
    add("p1");
    canary("p1");
    store.addPolicy(Samples.policy("m1", "tickets", List.of("p1")));
    canary("m1");
    store.addPolicy(Samples.policy("m2", "tickets", List.of("p1", "m1")));
    canary("m2");
  }

  private Map<String, Stage> stages() {
    Map<String, Stage> stages = new TreeMap<>();
    store.releases().forEach(each -> stages.put(each.policy(), each.stage()));
    return stages;
  }

  @Test
  void policiesStandBehindEachOther() {
    ladder();
    reopen();
    assertThat(stages().values()).containsOnly(Stage.CANARY);
    assertThat(release("m2").behind()).containsExactly("p1", "m1");
    assertThat(release("m2").step()).isEqualTo(2);
    assertThat(store.policies()).contains(Samples.policy("m1", "tickets", List.of("p1")));
    store.move("p1", Set.of(Stage.CANARY), Stage.FULL, 1, Samples.ANN, "");
    store.move("p1", Set.of(Stage.FULL), Stage.PAUSED, 1, Samples.ANN, "");
    store.move("p1", Set.of(Stage.PAUSED), Stage.FULL, 1, Samples.ANN, "");
    assertThat(stages())
        .as("what stays out displaces nobody")
        .isEqualTo(Map.of("p1", Stage.FULL, "m1", Stage.CANARY, "m2", Stage.CANARY));
  }

  @Test
  void whatStandsBehindAPolicyGoesWithIt() {
    for (boolean alarm : new boolean[] {true, false}) {
      store.close();
      data = data.resolve("x");
      open();
      ladder();
      store.addPolicy(Samples.policy("w", "tickets", List.of("p1", "m1", "m2")));
      store.pin("m2", true, Samples.ANN);
      if (alarm) {
        store.observed("loop", 1, List.of(Samples.audit("c1", "m1", Outcome.AGREED)));
        store.alarm("m1", 1, Samples.state(1), Samples.WATCH, "{}");
      } else {
        store.move("m1", Set.of(Stage.CANARY), Stage.ROLLED_BACK, 0, Samples.ANN, "");
      }
      assertThat(stages())
          .isEqualTo(
              Map.of(
                  "p1", Stage.CANARY,
                  "m1", Stage.ROLLED_BACK,
                  "m2", Stage.RETIRED,
                  "w", Stage.RETIRED));
      assertThat(release("m2").pinned()).isFalse();
      assertThat(store.events(Optional.empty(), 2))
          .allMatch(event -> event.kind().equals("retired"))
          .extracting(Event::why)
          .containsExactlyInAnyOrder("it stood behind m1", "it stood behind m1");
    }
  }

  @Test
  void whoTakesAPlaceTakesTheLadderFromThereOn() {
    ladder();
    store.addPolicy(Samples.policy("n1", "tickets", List.of("p1")));
    canary("n1");
    assertThat(stages())
        .isEqualTo(
            Map.of(
                "p1", Stage.CANARY, "m1", Stage.RETIRED, "m2", Stage.RETIRED, "n1", Stage.CANARY));
    assertThat(kinds()).endsWith("m2 retired", "m1 retired", "n1 canary");
    add("p2");
    store.pin("n1", true, Samples.ANN);
    assertThatThrownBy(() -> canary("p2"))
        .hasMessageContaining("n1")
        .hasMessageContaining("pinned");
    assertThat(release("p1").stage()).isEqualTo(Stage.CANARY);
    store.pin("n1", false, Samples.ANN);
    canary("p2");
    assertThat(stages())
        .containsEntry("p1", Stage.RETIRED)
        .containsEntry("n1", Stage.RETIRED)
        .containsEntry("p2", Stage.CANARY);
  }

  @Test
  void aPolicyGoesOutOnlyBehindThoseThatItWasCertifiedBehind() {
    ladder();
    store.move("p1", Set.of(Stage.CANARY), Stage.ROLLED_BACK, 0, Samples.ANN, "");
    assertThatThrownBy(
            () -> store.move("m1", Set.of(Stage.RETIRED), Stage.FULL, 1, Samples.ANN, ""))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("m1")
        .hasMessageContaining("p1 is not sure")
        .hasMessageContaining("let that one out first");
    store.addPolicy(Samples.policy("late", "tickets", List.of("p1")));
    assertThat(release("late").stage())
        .as("certified while p1 was taken back")
        .isEqualTo(Stage.RETIRED);
    assertThatThrownBy(() -> store.addPolicy(Samples.policy("x", "tickets", List.of("p9"))))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("p9");
    assertThat(stages()).doesNotContainKey("x");
    store.move("p1", Set.of(Stage.ROLLED_BACK), Stage.FULL, 1, Samples.ANN, "");
    assertThat(store.move("m1", Set.of(Stage.RETIRED), Stage.FULL, 1, Samples.ANN, "")).isTrue();
  }

  @Test
  void thePaceIsKeptWithoutAnEvent() {
    add("p1");
    store.pace("p1", 0.1, 0.5);
    canary("p1");
    store.move("p1", Set.of(Stage.CANARY), Stage.FULL, 1, Samples.ANN, "");
    reopen();
    assertThat(release("p1").auditRate()).isEqualTo(0.1);
    assertThat(release("p1").shareCap()).isEqualTo(0.5);
    assertThat(release("p1").answeredShare()).isEqualTo(0.5);
    assertThat(kinds()).containsExactly("p1 added", "p1 canary", "p1 full");
    assertThatThrownBy(() -> store.pace("p1", 1.5, 0.5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.pace("p1", Double.NaN, 0.5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyACanaryAndAFullReleaseAnswer() {
    add("p1");
    for (Stage stage : Stage.values()) {
      store.move("p1", Set.of(Stage.values()), stage, 0.5, Samples.ANN, "");
      boolean answers = stage == Stage.CANARY || stage == Stage.FULL;
      assertThat(release("p1").answeredShare()).isEqualTo(answers ? 0.5 : 0);
    }
  }

  @Test
  void listenersRunBeforeTheChangeReturnsAndSeeIt() throws Exception {
    List<String> heard = new ArrayList<>();
    add("p1");
    AutoCloseable listening =
        store.onChange(
            () -> heard.add(Thread.currentThread().threadId() + " " + release("p1").stage()));
    String thread = Thread.currentThread().threadId() + " ";
    canary("p1");
    assertThat(heard).containsExactly(thread + "CANARY");
    heard.clear();
    store.observed("loop", 1, List.of(Samples.audit("c1", "p1", Outcome.AGREED)));
    store.askLabels(List.of(new LabelTask("c1", "tickets", Samples.START, 0.5)));
    assertThat(heard).isEmpty();
    store.alarm("p1", 1, Samples.state(1), Samples.WATCH, "{}");
    assertThat(heard).containsExactly(thread + "ROLLED_BACK");
    heard.clear();
    store.pace("p1", 0.5, 0.5);
    store.pace("p1", 0.5, 0.5);
    canary("p1");
    assertThat(heard).hasSize(1);
    store.mode("tickets", Mode.OFF, Samples.ANN);
    store.learned(List.of(Samples.template("tickets", "Sort it now")));
    add("p2");
    store.pin("p2", true, Samples.ANN);
    assertThat(heard).hasSize(5);
    listening.close();
    store.pin("p2", false, Samples.ANN);
    assertThat(heard).hasSize(5);
  }

  @Test
  void aPolicyIsSilencedBeforeItsAlarmIsWritten() throws Exception {
    List<String> heard = new ArrayList<>();
    var silencer =
        new ControlStore.Silencer() {
          @Override
          public void silence(String policy) {
            heard.add("silence " + policy + " " + release(policy).stage());
          }

          @Override
          public void restore(String policy) {
            heard.add("restore " + policy + " " + release(policy).stage());
          }
        };
    add("p1");
    canary("p1");
    store.observed("loop", 1, List.of(Samples.audit("c1", "p1", Outcome.AGREED)));
    try (AutoCloseable _ = store.onAlarm(silencer)) {
      assertThatThrownBy(() -> store.alarm("p1", 9, Samples.state(1), Samples.WATCH, "{}"))
          .isInstanceOf(StateException.class);
      assertThat(heard).containsExactly("silence p1 CANARY", "restore p1 CANARY");
      heard.clear();
      store.alarm("p1", 1, Samples.state(1), Samples.WATCH, "{}");
      assertThat(heard).containsExactly("silence p1 CANARY", "restore p1 ROLLED_BACK");
    }
  }

  @Test
  void theVersionIsAnotherOneAfterEveryCommit() {
    long version = store.version();
    assertThat(store.version()).isEqualTo(version);
    List<Runnable> changes =
        List.of(
            () -> add("p1"),
            () -> canary("p1"),
            () -> store.observed("loop", 1, List.of()),
            () -> store.feedback(new Feedback(Samples.START, "c", "", "", "", 1.0, null, null)));
    for (Runnable change : changes) {
      change.run();
      assertThat(store.version()).isNotEqualTo(version);
      version = store.version();
    }
    store.observed("loop", 1, List.of());
    canary("p1");
    assertThat(store.version()).isEqualTo(version);
    try (var other = ControlStore.open(data)) {
      other.pin("p1", true, Samples.ANN);
    }
    assertThat(store.version()).isNotEqualTo(version);
  }

  @Test
  void eventsCanBeLimited() {
    add("p1", "p2", "p3");
    assertThat(store.events(Optional.of("tickets"), 2))
        .extracting(Event::policy)
        .containsExactly("p3", "p2");
  }
}
