package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.gateway.GatewaySettings.Policies;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.NewObservation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Source;
import io.millrace.store.control.Stage;
import io.millrace.store.policy.KeptPolicy;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicyFiles;
import io.millrace.store.policy.PolicySet;
import io.millrace.store.policy.SamplePolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlPoliciesTest {
  /// For a machine that has other things to do.
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static final By ANN = new By("ann", "by hand");
  private static final Instant CERTIFIED = Instant.parse("2026-01-01T00:00:00Z");
  private static final String TICKETS = SamplePolicies.TICKETS;
  private static final String TONES = SamplePolicies.TONES;
  private static final String POLICY = "tickets-1";
  private static final String OTHERS = "tones-1";
  private static final PolicySet SHOP = SamplePolicies.shop();

  @TempDir Path data;
  private ControlStore control;

  /// Another process, as far as the store can tell.
  private ControlStore other;

  private ControlPolicies policies;
  private int drawn;

  @BeforeEach
  void open() {
    control = ControlStore.open(data);
    other = ControlStore.open(data);
    control.learned(SHOP.scenarios());
    add(POLICY, TICKETS);
    add(OTHERS, TONES);
    policies = new ControlPolicies(new Gateway.Controlled(control, data), settings(false, false));
  }

  @AfterEach
  void close() {
    policies.close();
    other.close();
    control.close();
  }

  private void add(String id, String scenario) {
    ScenarioTemplate template =
        SHOP.scenarios().stream().filter(each -> each.id().equals(scenario)).findFirst().get();
    var kept = new KeptPolicy(template, SHOP.policy(scenario).orElseThrow(), SHOP.text());
    new PolicyFiles(data).write(id, kept);
    control.addPolicy(PolicyRecord.of(id, PolicyRecord.FROM_AUDIT, CERTIFIED, kept, 0.8));
  }

  private static Policies settings(boolean silent, boolean recognise) {
    return new Policies(null, false, Set.of(), silent, recognise);
  }

  private static void move(ControlStore by, Stage to, double share) {
    assertThat(by.move(POLICY, EnumSet.allOf(Stage.class), to, share, ANN, "")).isTrue();
  }

  private PolicySet set() {
    return Objects.requireNonNull(policies.released().set());
  }

  private double share() {
    return policies.released().terms(TICKETS, 0).share();
  }

  private double auditRate() {
    return policies.released().terms(TICKETS, 0).auditRate();
  }

  /// Something that comes to be true as soon as changes by others do.
  private interface Seen {
    boolean now();
  }

  private static void assertSeen(Seen seen) throws InterruptedException {
    long deadline = System.nanoTime() + ControlPolicies.PAUSE.plus(MARGIN).toNanos();
    while (!seen.now()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  /// The last observation of the policy, which is decided.
  private long observed() {
    var row =
        new NewObservation(
            "c" + drawn++,
            TICKETS,
            POLICY,
            CERTIFIED,
            Source.HELD_OUT,
            1,
            0.9,
            "chat",
            "large",
            new byte[0],
            "",
            "h",
            Outcome.DISAGREED);
    control.observed("test", drawn, List.of(row));
    return control.observations(POLICY, 0, drawn).getLast().seq();
  }

  private boolean alarm(ControlStore by, long last) {
    return by.alarm(POLICY, last, new byte[] {1}, new By("watch", "too many disagree"), "");
  }

  @Test
  void aRecordThatNoFileCanBelongToDoesNotEndTheWatching() throws InterruptedException {
    Policy policy = SHOP.policy(TICKETS).orElseThrow();
    ScenarioTemplate template = SHOP.scenarios().getFirst();
    var scenario = new ScenarioTemplate("sc-other", "Other", template.versions());
    control.learned(List.of(scenario));
    var strange =
        new PolicyRecord(
            "bad id",
            "sc-other",
            "Other",
            "round r1",
            CERTIFIED,
            0.05,
            0.05,
            policy.certificate().threshold(),
            0.8,
            "{}");
    control.addPolicy(strange);
    assertThat(control.move("bad id", EnumSet.allOf(Stage.class), Stage.FULL, 1, ANN, "")).isTrue();
    move(other, Stage.FULL, 1);
    assertSeen(() -> share() == 1);
    move(other, Stage.ROLLED_BACK, 0);
    assertSeen(() -> share() == 0);
  }

  @Test
  void aPolicyThatWaitsIsNotInForce() {
    assertThat(policies.released().set()).isNull();
    assertThat(policies.released().terms(TICKETS, 0)).isEqualTo(Released.Terms.UNKNOWN);
  }

  @Test
  void aReleaseByThisProcessIsInForceWhenItReturns() {
    move(control, Stage.CANARY, 0.25);
    assertThat(policies.released().terms(TICKETS, 0))
        .isEqualTo(new Released.Terms(POLICY, 0.25, 1, "held_out"));
    assertThat(set().policy(TICKETS)).isPresent();
    control.pace(POLICY, 0.5, 0.125);
    assertThat(policies.released().terms(TICKETS, 0))
        .isEqualTo(new Released.Terms(POLICY, 0.125, 0.5, "held_out"));
    move(control, Stage.ROLLED_BACK, 0);
    assertThat(policies.released().terms(TICKETS, 0)).isEqualTo(Released.Terms.UNKNOWN);
    assertThat(policies.released().set()).isNull();
  }

  @Test
  void aReleaseByAnotherProcessIsInForceSoon() throws InterruptedException {
    move(other, Stage.FULL, 1);
    assertSeen(() -> share() == 1);
    assertThat(set().policy(TICKETS)).isPresent();
    assertThat(set().policy(TONES)).isEmpty();
  }

  @Test
  void aRollbackByAnotherProcessIsInForceSoonAndTakesNothingElseBack() throws InterruptedException {
    move(control, Stage.FULL, 1);
    control.move(OTHERS, Set.of(Stage.WAITING), Stage.CANARY, 0.25, ANN, "");
    move(other, Stage.ROLLED_BACK, 0);
    assertSeen(() -> share() == 0);
    assertThat(policies.released().terms(TICKETS, 0)).isEqualTo(Released.Terms.UNKNOWN);
    assertThat(set().policy(TICKETS)).isEmpty();
    assertThat(policies.released().terms(TONES, 0).share()).isEqualTo(0.25);
  }

  @Test
  void anAlarmInAnotherProcessIsInForceSoon() throws InterruptedException {
    move(control, Stage.FULL, 1);
    assertThat(alarm(other, observed())).isTrue();
    assertSeen(() -> share() == 0);
  }

  @Test
  void aPausedPolicyIsAskedAndHasNoShare() throws InterruptedException {
    move(control, Stage.FULL, 1);
    move(other, Stage.PAUSED, 1);
    assertSeen(() -> share() == 0);
    assertThat(policies.released().terms(TICKETS, 0).outside()).isEqualTo("paused");
    assertThat(set().policy(TICKETS)).isPresent();
  }

  @Test
  void aSilencedPolicyHasNoShareWhateverChangesUntilItIsRestored() throws InterruptedException {
    move(control, Stage.CANARY, 0.5);
    control.move(OTHERS, Set.of(Stage.WAITING), Stage.CANARY, 0.25, ANN, "");
    policies.silence(POLICY);
    assertThat(share()).isZero();
    assertThat(policies.released().terms(TICKETS, 0).outside()).isEqualTo("paused");
    move(control, Stage.FULL, 1);
    assertThat(share()).isZero();
    policies.reload(settings(false, true));
    assertThat(share()).isZero();
    other.pace(POLICY, 0.3, 0.9);
    assertSeen(() -> auditRate() == 0.3);
    assertThat(share()).isZero();
    assertThat(policies.released().terms(TONES, 0).share()).isEqualTo(0.25);
    policies.restore(POLICY);
    assertThat(policies.released().terms(TICKETS, 0))
        .isEqualTo(new Released.Terms(POLICY, 0.9, 0.3, "held_out"));
  }

  private static final String BEHIND = "tickets-r2";

  /// A cheaper model behind the student.
  private void behind() {
    Policy model =
        SamplePolicies.behind(
            SamplePolicies.withModel("small").policy(TICKETS).orElseThrow(), 0.5, POLICY);
    var kept = new KeptPolicy(set().scenarios().getFirst(), model, SHOP.text());
    new PolicyFiles(data).write(BEHIND, kept);
    control.addPolicy(PolicyRecord.of(BEHIND, "round r2", CERTIFIED.minusSeconds(9), kept, 0.5));
    control.move(BEHIND, Set.of(Stage.WAITING), Stage.CANARY, 0.5, ANN, "");
  }

  @Test
  void aPolicyBehindAnotherIsInForceWithItAndGoesWithIt() {
    move(control, Stage.FULL, 1);
    assertThat(policies.released().wholly(TICKETS)).isTrue();
    behind();
    assertThat(set().ladder(TICKETS)).hasSize(2);
    assertThat(policies.released().terms(TICKETS, 0).policy()).isEqualTo(POLICY);
    assertThat(policies.released().terms(TICKETS, 1))
        .isEqualTo(new Released.Terms(BEHIND, 0.5, 1, "held_out"));
    assertThat(policies.released().terms(TICKETS, 2)).isEqualTo(Released.Terms.UNKNOWN);
    assertThat(policies.released().wholly(TICKETS)).isFalse();
    policies.silence(POLICY);
    assertThat(share()).isZero();
    assertThat(policies.released().terms(TICKETS, 1).share()).isEqualTo(0.5);
    policies.restore(POLICY);
    assertThat(alarm(control, observed())).isTrue();
    assertThat(policies.released().set()).isNull();
  }

  @Test
  void aPolicyIsNotAskedWithoutThoseThatItStandsBehind() throws IOException {
    move(control, Stage.FULL, 1);
    behind();
    policies.close();
    Files.write(
        new PolicyFiles(data).place(POLICY).resolve(TICKETS).resolve("student.bin"), new byte[9]);
    policies = new ControlPolicies(new Gateway.Controlled(control, data), settings(false, false));
    assertThat(policies.released().set()).isNull();
    control.move(OTHERS, Set.of(Stage.WAITING), Stage.FULL, 1, ANN, "");
    assertThat(set().ladder(TICKETS)).isEmpty();
    assertThat(set().ladder(TONES)).as("what can be read goes on").hasSize(1);
  }

  @Test
  void aPolicyIsRestoredToWhatBecameOfItMeanwhile() {
    move(control, Stage.FULL, 1);
    policies.silence(POLICY);
    move(control, Stage.ROLLED_BACK, 0);
    policies.restore(POLICY);
    assertThat(policies.released().terms(TICKETS, 0)).isEqualTo(Released.Terms.UNKNOWN);
  }

  @Test
  void anAlarmThatCannotBeWrittenSilencesNothingForGood() {
    move(control, Stage.FULL, 1);
    long last = observed();
    control.folded(POLICY, last, new byte[] {1});
    assertThatThrownBy(() -> alarm(control, last)).hasMessageContaining("folded");
    assertThat(share()).isEqualTo(1);
  }

  @Test
  void noPolicyHasAShareOnceItsAlarmIsOnTheDisk() throws Exception {
    var going = new AtomicBoolean(true);
    // They never rest: virtual ones would keep the policies' own thread from ever running.
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<?> changes = threads.submit(() -> changeWhile(going));
      try {
        for (int round = 0; round < 30; round++) {
          move(control, Stage.FULL, 1);
          assertThat(share()).isEqualTo(1);
          alarmWatched(threads);
        }
      } finally {
        going.set(false);
      }
      changes.get();
    }
  }

  /// Makes it look again, and publish, all the time.
  private void changeWhile(AtomicBoolean going) {
    for (int i = 0; going.get(); i++) {
      policies.reload(settings(false, i % 2 == 0));
    }
  }

  private void alarmWatched(ExecutorService threads) throws Exception {
    long last = observed();
    var going = new AtomicBoolean(true);
    Future<Integer> onDisk = threads.submit(() -> answersAfterAlarmWhile(going));
    try {
      assertThat(alarm(control, last)).isTrue();
      for (int look = 0; look < 200; look++) {
        assertThat(share()).isZero();
      }
    } finally {
      going.set(false);
    }
    assertThat(onDisk.get()).isZero();
  }

  /// How often the policy had a share though another process could read that it was taken back.
  private int answersAfterAlarmWhile(AtomicBoolean going) {
    int wrong = 0;
    while (going.get()) {
      boolean back =
          other.releases().stream()
              .anyMatch(each -> each.policy().equals(POLICY) && each.stage() == Stage.ROLLED_BACK);
      if (back && share() > 0) {
        wrong++;
      }
    }
    return wrong;
  }
}
