package io.millrace.flywheel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flywheel.loop.Releaser.Pace;
import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Experiment;
import io.millrace.store.control.Mode;
import io.millrace.store.control.NewObservation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Release;
import io.millrace.store.control.Source;
import io.millrace.store.control.Stage;
import io.millrace.store.policy.PolicyFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReleaserTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-12);
  private static final By ANN = new By("ann", "by hand");
  private static final String SCENARIO = "tickets";
  private static final String OF_STUDENT = "{}";
  private static final String OF_MODEL =
      """
      {"answerer": {"model": "small", "check": "json", "judge": ""}}
      """;
  private static final double ALPHA = 0.1;

  private static final double RATE = 0.05;
  private static final double WARNED = 0.2;
  private static final double FLOOR = 0.01;
  private static final int ENOUGH = 50;
  private static final Duration STEP = Duration.ofMinutes(10);
  private static final LoopSettings SETTINGS = settings(Mode.AUTO, Optional.empty());

  @TempDir Path data;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int drawn;
  private ControlStore control;
  private Watch watch;
  private AuditCosts costs;
  private Releaser releaser;

  @BeforeEach
  void open() {
    control = ControlStore.open(data, () -> now);
    watch = new Watch(control);
    costs = new AuditCosts(control, () -> now);
    releaser = new Releaser(control, watch, () -> now, costs);
    var user = new MessagePattern("user", List.of(new Part.Input()));
    var version = new TemplateVersion(List.of(user), false);
    control.learned(List.of(new ScenarioTemplate(SCENARIO, "Tickets", List.of(version))));
  }

  @AfterEach
  void close() {
    control.close();
  }

  private static LoopSettings settings(Mode mode, Optional<Picodollars> budget) {
    return new LoopSettings(
        mode,
        0.05,
        10_000,
        new LoopSettings.Audits(RATE, WARNED, FLOOR, budget, Duration.ofHours(6), 4),
        new LoopSettings.Canary(List.of(0.05, 0.25), ENOUGH, STEP),
        LoopSettings.Rounds.DEFAULT);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  /// Adds a policy that waits; each is newer than those before.
  private void add(String id, double coverage, String certificate) {
    pass(Duration.ofSeconds(1));
    control.addPolicy(
        new PolicyRecord(
            id, SCENARIO, "Tickets", "round r1", now, ALPHA, 0.05, 0.8, coverage, certificate));
  }

  private void put(String id, Stage stage, double share) {
    assertThat(control.move(id, EnumSet.allOf(Stage.class), stage, share, ANN, "")).isTrue();
  }

  private void out(String id, Stage stage, double share, String certificate) {
    add(id, 0.5, certificate);
    put(id, stage, share);
  }

  private void advance(String... warned) {
    releaser.advance(SETTINGS, Set.of(warned));
  }

  private void observe(String policy, Outcome outcome, int times) {
    List<NewObservation> rows = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Outcome first = outcome == Outcome.MISSING ? Outcome.PENDING : outcome;
      String call = "c" + drawn++;
      rows.add(
          new NewObservation(
              call,
              SCENARIO,
              policy,
              now,
              Source.HELD_OUT,
              1,
              0.9,
              "chat",
              "large",
              new byte[0],
              "",
              "h",
              first));
    }
    control.observed("test", drawn, rows);
    if (outcome == Outcome.MISSING) {
      rows.forEach(row -> control.settled(row.callId(), outcome, ""));
    }
  }

  private Release release(String policy) {
    return control.releases().stream()
        .filter(each -> each.policy().equals(policy))
        .findFirst()
        .orElseThrow();
  }

  private void assertAt(String policy, Stage stage, double share) {
    Release release = release(policy);
    assertThat(release.stage()).as(policy).isEqualTo(stage);
    assertThat(release.share()).as(policy).isEqualTo(share);
  }

  private List<String> events() {
    List<String> kinds =
        new ArrayList<>(
            control.events(Optional.of(SCENARIO), 99).stream()
                .map(each -> each.policy() + " " + each.kind())
                .toList());
    Collections.reverse(kinds);
    return kinds;
  }

  // What a budget leaves of a rate and a share

  private static Pace pace(double base, double floor, double rate, double cap, double factor) {
    return Pace.of(base, floor, rate, cap, 1, factor);
  }

  private static void assertPace(Pace pace, double rate, double cap) {
    assertThat(pace.rate()).as("rate").isEqualTo(rate, ROUNDING);
    assertThat(pace.cap()).as("cap").isEqualTo(cap, ROUNDING);
  }

  @Test
  void aBudgetThatSufficesLeavesTheRateAsItIs() {
    assertPace(pace(0.05, 0.01, 0.04, 1, 1), 0.04, 1);
    assertPace(pace(0.05, 0.05, 0.01, 1, 1), 0.05, 1);
    assertPace(pace(0.05, 0.01, 0.04, 1, Math.nextDown(1.25)), 0.04, 1);
    assertPace(pace(0.05, 0.01, 0.01, 0.5, Math.nextDown(1.25)), 0.01, 0.5);
  }

  @Test
  void aBudgetWithRoomLetsTheRateGrowToTheOneWantedAndNoFurther() {
    assertPace(pace(0.05, 0.01, 0.04, 1, 1.25), 0.05, 1);
    assertPace(pace(0.05, 0.01, 0.02, 1, 1.25), 0.025, 1);
    assertPace(pace(0.05, 0.01, 0.02, 1, Double.POSITIVE_INFINITY), 0.05, 1);
  }

  @Test
  void aRateAboveTheOneWantedComesDownToItWhateverTheBudget() {
    for (double factor : new double[] {1, 1.25, Double.POSITIVE_INFINITY}) {
      assertPace(pace(0.05, 0.01, 0.2, 1, factor), 0.05, 1);
    }
    assertPace(pace(0.05, 0.01, 0.2, 1, 0.5), 0.025, 1);
  }

  @Test
  void aBudgetThatDoesNotSufficeLowersTheRateAsFarAsTheFloor() {
    assertPace(pace(0.05, 0.01, 0.05, 1, Math.nextDown(1.0)), 0.05, 1);
    assertPace(pace(0.05, 0.01, 0.05, 1, 0.5), 0.025, 1);
    assertPace(pace(0.0625, 0.015625, 0.0625, 1, 0.25), 0.015625, 1);
  }

  @Test
  void whatTheFloorDoesNotGiveIsTakenFromTheShare() {
    assertPace(pace(0.05, 0.01, 0.05, 1, 0.1), 0.01, 0.5);
    assertPace(pace(0.05, 0.01, 0.01, 1, 0.5), 0.01, 0.5);
    assertPace(pace(0.05, 0.01, 0.01, 0.5, 0.5), 0.01, 0.25);
  }

  @Test
  void aCanaryShrinksFromTheShareThatItHas() {
    assertPace(Pace.of(0.05, 0.01, 0.01, 1, 0.25, 0.5), 0.01, 0.125);
    assertPace(Pace.of(0.05, 0.01, 0.05, 1, 0.25, 0.5), 0.025, 1);
  }

  @Test
  void aSpentBudgetLeavesNothingAndTheShareComesBackStepByStep() {
    assertPace(Pace.none(false, 0.4), 0.4, 0);
    assertPace(Pace.none(true, 0.4), 0, 0);
    assertPace(pace(0.05, 0.01, 0, 0, 1), 0.01, 0.001);
    assertPace(pace(0.05, 0.01, 0.05, 0.5, 1), 0.01, 0.5);
    assertPace(pace(0.05, 0.01, 0, 0, Double.POSITIVE_INFINITY), 0.01, 0.004);
    assertPace(pace(0.05, 0.01, 0.01, 0.004, Double.POSITIVE_INFINITY), 0.01, 0.016);
    assertPace(pace(0.05, 0.01, 0.01, 0.3, Double.POSITIVE_INFINITY), 0.01, 1);
  }

  @Test
  void theShareIsNeverTakenWhole() {
    assertPace(pace(0.05, 0.01, 0.01, 1, 0), 0.01, 0.001);
    assertPace(pace(0.05, 0.01, 0.01, 0.001, 0.5), 0.01, 0.001);
  }

  @Test
  void theShareRecoversBeforeTheRateDoes() {
    assertPace(pace(0.05, 0.01, 0.01, 0.5, 1.25), 0.01, 0.625);
    assertPace(pace(0.05, 0.01, 0.01, 0.5, 4), 0.01, 1);
    assertPace(pace(0.05, 0.01, 0.01, 0.5, Double.POSITIVE_INFINITY), 0.01, 1);
    assertPace(pace(0.05, 0.01, 0.01, 1, 4), 0.04, 1);
  }

  @Test
  void whateverTheBudgetDoesTheRateStaysBetweenTheFloorAndTheOneWanted() {
    var random = new Random(7);
    double rate = 1;
    double cap = 1;
    for (int step = 0; step < 100_000; step++) {
      double base = FLOOR + (1 - FLOOR) * random.nextDouble();
      double factor = Math.exp(4 * random.nextGaussian());
      Pace pace = pace(base, FLOOR, rate, cap, factor);
      assertThat(pace.rate()).as("step %s, factor %s", step, factor).isBetween(FLOOR, base);
      assertThat(pace.cap()).as("step %s, factor %s", step, factor).isBetween(0.001, 1.0);
      rate = pace.rate();
      cap = pace.cap();
    }
  }

  // How often comparisons are drawn

  @Test
  void aStudentsCallsAreComparedAtTheRateOverItsShareWhileItIsACanary() {
    out("p1", Stage.CANARY, 0.25, OF_STUDENT);
    advance();
    assertThat(release("p1").auditRate()).isEqualTo(RATE / 0.25, ROUNDING);
    put("p1", Stage.CANARY, 0.5);
    advance();
    assertThat(release("p1").auditRate()).isEqualTo(RATE / 0.5, ROUNDING);
    put("p1", Stage.FULL, 1);
    advance();
    assertThat(release("p1").auditRate()).isEqualTo(RATE, ROUNDING);
  }

  @Test
  void aStudentsCallsAreAllComparedWhereItAnswersNoMoreOfThemThanTheRate() {
    for (double share : new double[] {0.02, RATE}) {
      out("p" + share, Stage.CANARY, share, OF_STUDENT);
      control.pace("p" + share, RATE, 1);
      advance();
      assertThat(release("p" + share).auditRate()).as("share %s", share).isEqualTo(1);
    }
  }

  @Test
  void aStudentsCallsAreAllComparedWhereItAnswersNone() {
    out("p1", Stage.FULL, 1, OF_STUDENT);
    advance();
    for (Stage silent : List.of(Stage.SHADOW, Stage.PAUSED)) {
      put("p1", silent, 0);
      control.pace("p1", RATE, 1);
      advance();
      assertThat(release("p1").auditRate()).as("%s", silent).isEqualTo(1);
    }
  }

  @Test
  void aCheaperModelIsComparedAtTheRateItselfWhateverItsShare() {
    assertThat(PolicyFolder.answeredBy(OF_MODEL)).isPresent();
    out("p1", Stage.CANARY, 0.05, OF_MODEL);
    for (Stage stage : List.of(Stage.CANARY, Stage.SHADOW, Stage.FULL)) {
      put("p1", stage, stage == Stage.CANARY ? 0.05 : 1);
      control.pace("p1", 1, 1);
      advance();
      assertThat(release("p1").auditRate()).as("%s", stage).isEqualTo(RATE, ROUNDING);
    }
  }

  @Test
  void aWarningRaisesTheRateAsLongAsItStandsAndTakesNothingBack() {
    out("p1", Stage.FULL, 1, OF_STUDENT);
    advance();
    List<String> before = events();
    for (int hour = 0; hour < 24; hour++) {
      pass(Duration.ofHours(1));
      advance("p1", "another");
      assertThat(release("p1").auditRate()).isEqualTo(WARNED, ROUNDING);
      assertAt("p1", Stage.FULL, 1);
      assertThat(release("p1").answeredShare()).isEqualTo(1);
    }
    advance();
    assertThat(release("p1").auditRate()).isEqualTo(RATE, ROUNDING);
    assertThat(events()).isEqualTo(before);
  }

  @Test
  void aWarningHoldsForACanarysShareAndForACheaperModelToo() {
    out("p1", Stage.CANARY, 0.25, OF_STUDENT);
    advance("p1");
    assertThat(release("p1").auditRate()).isEqualTo(WARNED / 0.25, ROUNDING);
    out("p2", Stage.CANARY, 0.25, OF_MODEL);
    advance("p2");
    assertThat(release("p2").auditRate()).isEqualTo(WARNED, ROUNDING);
  }

  @Test
  void auditsThatCostTooMuchBecomeRarerThenTheShareShrinksAndBothComeBack() {
    LoopSettings budgeted = settings(Mode.AUTO, Optional.of(new Picodollars(144)));
    out("p1", Stage.FULL, 1, OF_STUDENT);
    releaser.advance(budgeted, Set.of());
    assertThat(release("p1").auditRate()).as("nothing is known").isEqualTo(RATE, ROUNDING);
    // 10 minutes are the 144th part of a day: each picodollar in them is one budget.
    spend(2);
    releaser.advance(budgeted, Set.of());
    assertThat(release("p1").auditRate()).isEqualTo(RATE / 2, ROUNDING);
    releaser.advance(budgeted, Set.of());
    assertThat(release("p1").auditRate()).as("at once again").isEqualTo(RATE / 2, ROUNDING);
    spend(10);
    releaser.advance(budgeted, Set.of());
    assertThat(release("p1").auditRate()).isEqualTo(FLOOR, ROUNDING);
    assertThat(release("p1").answeredShare()).isEqualTo(0.25, ROUNDING);
    spend(0);
    releaser.advance(budgeted, Set.of());
    assertThat(release("p1").answeredShare()).isEqualTo(1);
    assertThat(release("p1").auditRate()).isEqualTo(FLOOR, ROUNDING);
    spend(0);
    releaser.advance(budgeted, Set.of());
    assertThat(release("p1").auditRate()).isEqualTo(RATE, ROUNDING);
    assertThat(release("p1").stage()).isEqualTo(Stage.FULL);
  }

  /// Three days of a student in full, of traffic that is ten times as much every third hour, with a
  /// restart now and then. Each call that is audited costs a hundredth of the budget of a minute.
  @Test
  void noDayCostsMoreThanItsBudget() {
    long budget = 144_000;
    LoopSettings budgeted = settings(Mode.AUTO, Optional.of(new Picodollars(budget)));
    out("p1", Stage.FULL, 1, OF_STUDENT);
    var random = new SplittableRandom(3);
    int days = 3;
    long[] minutes = new long[days * 24 * 60];
    double answered = 0;
    for (int minute = 0; minute < minutes.length; minute++) {
      if (random.nextInt(500) == 0) {
        costs = new AuditCosts(control, () -> now);
        releaser = new Releaser(control, watch, () -> now, costs);
      }
      int calls = minute / 60 % 3 == 0 ? 20_000 : 2_000;
      Release release = release("p1");
      answered += calls * release.answeredShare();
      long audits = Math.round(calls * release.answeredShare() * release.auditRate());
      for (long audit = 0; audit < audits; audit++) {
        costs.spent(new Cost.Priced(new Picodollars(1), "v"));
        minutes[minute]++;
      }
      pass(Duration.ofMinutes(1));
      releaser.advance(budgeted, Set.of());
      assertThat(release("p1").auditRate()).isGreaterThanOrEqualTo(FLOOR);
    }
    long day = 0;
    long most = 0;
    for (int minute = 0; minute < minutes.length; minute++) {
      day += minutes[minute] - (minute >= 1440 ? minutes[minute - 1440] : 0);
      most = Math.max(most, day);
    }
    // What one minute can add before anybody looks: all calls of a burst at the full rate.
    assertThat(most).isBetween(budget / 2, budget + (long) (20_000 * RATE));
    // At the floor the budget audits 14.4 million answers a day; there are 11.5 million calls.
    assertThat(answered / days).as("answered a day").isGreaterThan(5_000_000);
  }

  /// Lets 10 minutes pass in which audits cost so much.
  private void spend(long picodollars) {
    costs.spent(new Cost.Priced(new Picodollars(picodollars), "v"));
    pass(STEP);
  }

  // How a policy gets out

  @Test
  void aCanaryGrowsStepByStepToFull() {
    add("p1", 0.5, OF_STUDENT);
    advance();
    assertAt("p1", Stage.CANARY, 0.05);
    observe("p1", Outcome.AGREED, ENOUGH);
    pass(STEP);
    advance();
    assertAt("p1", Stage.CANARY, 0.25);
    pass(STEP);
    advance();
    assertAt("p1", Stage.CANARY, 0.25);
    observe("p1", Outcome.AGREED, ENOUGH);
    advance();
    assertAt("p1", Stage.FULL, 1);
    assertThat(events()).containsExactly("p1 added", "p1 canary", "p1 canary", "p1 full");
  }

  @Test
  void aCanaryDoesNotGrowBeforeItsStepLastedLongEnough() {
    out("p1", Stage.CANARY, 0.05, OF_STUDENT);
    observe("p1", Outcome.AGREED, 10 * ENOUGH);
    pass(STEP.minusMillis(1));
    advance();
    assertAt("p1", Stage.CANARY, 0.05);
    pass(Duration.ofMillis(1));
    advance();
    assertAt("p1", Stage.CANARY, 0.25);
  }

  @Test
  void aCanaryDoesNotGrowOnTooFewDecidedComparisons() {
    out("p1", Stage.CANARY, 0.05, OF_STUDENT);
    observe("p1", Outcome.AGREED, ENOUGH - 1);
    observe("p1", Outcome.PENDING, ENOUGH);
    pass(STEP.multipliedBy(10));
    advance();
    assertAt("p1", Stage.CANARY, 0.05);
    observe("p1", Outcome.AGREED, 1);
    advance();
    assertAt("p1", Stage.CANARY, 0.25);
  }

  @Test
  void aCanaryHaltsWhileComparisonsDisagreeMoreOftenThanPromised() {
    out("p1", Stage.CANARY, 0.05, OF_STUDENT);
    observe("p1", Outcome.DISAGREED, 5);
    observe("p1", Outcome.MISSING, 1);
    observe("p1", Outcome.AGREED, ENOUGH - 6);
    pass(STEP.multipliedBy(100));
    advance();
    assertAt("p1", Stage.CANARY, 0.05);
    // 6 of 60 are no more than were promised.
    observe("p1", Outcome.AGREED, 9);
    advance();
    assertAt("p1", Stage.CANARY, 0.05);
    observe("p1", Outcome.AGREED, 1);
    advance();
    assertAt("p1", Stage.CANARY, 0.25);
  }

  @Test
  void aCanaryHaltsWhileItsMonitorIsNearAnAlarm() {
    add("p1", 0.5, OF_STUDENT);
    PolicyRecord policy = control.policies().getFirst();
    put("p1", Stage.CANARY, 0.05);
    // Fewer than were promised, but all at once.
    observe("p1", Outcome.AGREED, 90);
    observe("p1", Outcome.DISAGREED, 8);
    assertThat(watch.advance(policy, SETTINGS)).isEmpty();
    assertThat(level()).isBetween(0.1, 1.0);
    pass(STEP);
    advance();
    assertAt("p1", Stage.CANARY, 0.05);
    observe("p1", Outcome.AGREED, 10 * ENOUGH);
    assertThat(watch.advance(policy, SETTINGS)).isEmpty();
    assertThat(level()).isLessThan(0.1);
    advance();
    assertAt("p1", Stage.CANARY, 0.25);
  }

  private double level() {
    return watch.monitor("p1").orElseThrow().evidence().level();
  }

  // Who takes whose place

  @Test
  void aNewerPolicyTakesThePlaceOfOneThatAnswersLess() {
    out("p1", Stage.FULL, 1, OF_STUDENT);
    add("p2", 0.51, OF_STUDENT);
    advance();
    assertAt("p1", Stage.FULL, 1);
    assertAt("p2", Stage.WAITING, 0);
    add("p3", 0.53, OF_STUDENT);
    advance();
    assertAt("p1", Stage.RETIRED, 0);
    assertAt("p2", Stage.WAITING, 0);
    assertAt("p3", Stage.CANARY, 0.05);
  }

  @Test
  void aNewerPolicyTakesThePlaceOfOneInTheShadowWhateverItAnswers() {
    out("p1", Stage.SHADOW, 0, OF_STUDENT);
    add("p2", 0.1, OF_STUDENT);
    advance();
    assertAt("p1", Stage.RETIRED, 0);
    assertAt("p2", Stage.CANARY, 0.05);
  }

  @Test
  void aPinnedPolicyIsNotReplacedByANewerOne() {
    for (Stage stage : List.of(Stage.SHADOW, Stage.CANARY, Stage.FULL)) {
      out("p-" + stage, stage, 0.5, OF_STUDENT);
      control.pin("p-" + stage, true, ANN);
      add("newer-" + stage, 0.9, OF_STUDENT);
      advance();
      assertAt("p-" + stage, stage, 0.5);
      assertAt("newer-" + stage, Stage.WAITING, 0);
      control.pin("p-" + stage, false, ANN);
      advance();
      assertAt("newer-" + stage, Stage.CANARY, 0.05);
    }
  }

  /// Adds a policy that waits behind others.
  private void addBehind(String id, double coverage, String... behind) {
    pass(Duration.ofSeconds(1));
    control.addPolicy(
        new PolicyRecord(
            id,
            SCENARIO,
            "Tickets",
            "round r2",
            now,
            ALPHA,
            0.05,
            0.8,
            coverage,
            OF_MODEL,
            List.of(behind)));
  }

  @Test
  void aPolicyGoesOutBehindThoseThatItStandsBehind() {
    out("p1", Stage.PAUSED, 0, OF_STUDENT);
    addBehind("m1", 0.1, "p1");
    advance();
    assertAt("m1", Stage.CANARY, 0.05);
    assertAt("p1", Stage.PAUSED, 0);
    observe("m1", Outcome.AGREED, ENOUGH);
    pass(STEP);
    advance();
    assertAt("m1", Stage.CANARY, 0.25);
    assertAt("p1", Stage.PAUSED, 0);
  }

  /// Half of all, and half of what is left.
  @Test
  void whatDisplacesALadderAnswersMoreThanAllOfIt() {
    out("p1", Stage.FULL, 1, OF_STUDENT);
    addBehind("m1", 0.5, "p1");
    put("m1", Stage.CANARY, 0.05);
    add("p2", 0.76, OF_STUDENT);
    advance();
    assertAt("p2", Stage.WAITING, 0);
    assertAt("m1", Stage.CANARY, 0.05);
    add("p3", 0.78, OF_STUDENT);
    advance();
    assertAt("p3", Stage.CANARY, 0.05);
    assertAt("p1", Stage.RETIRED, 0);
    assertAt("m1", Stage.RETIRED, 0);
  }

  @Test
  void whatAnswersBehindOneInTheShadowCountsToo() {
    out("p1", Stage.SHADOW, 0, OF_STUDENT);
    addBehind("m1", 0.5, "p1");
    put("m1", Stage.FULL, 1);
    add("p2", 0.26, OF_STUDENT);
    advance();
    assertAt("p2", Stage.WAITING, 0);
    add("p3", 0.27, OF_STUDENT);
    advance();
    assertAt("p3", Stage.CANARY, 0.05);
    assertAt("m1", Stage.RETIRED, 0);
  }

  @Test
  void aPinnedOrPausedPolicyBehindKeepsTheLadder() {
    out("p1", Stage.FULL, 1, OF_STUDENT);
    addBehind("m1", 0.1, "p1");
    put("m1", Stage.FULL, 1);
    control.pin("m1", true, ANN);
    add("p2", 0.9, OF_STUDENT);
    advance();
    assertAt("p2", Stage.WAITING, 0);
    control.pin("m1", false, ANN);
    put("m1", Stage.PAUSED, 1);
    advance();
    assertAt("p2", Stage.WAITING, 0);
    put("m1", Stage.FULL, 1);
    advance();
    assertAt("p2", Stage.CANARY, 0.05);
  }

  @Test
  void whatAnExperimentComparesStaysAsItIs() {
    out("p1", Stage.FULL, 1, OF_STUDENT);
    addBehind("m1", 0.5, "p1");
    add("p2", 0.9, OF_STUDENT);
    var plan =
        new Experiment(
            "e", "", "", SCENARIO, 0.5, "", 0, 1, OptionalDouble.empty(), 0.02, 0.05, STEP);
    control.planExperiments(List.of(plan));
    advance();
    assertAt("m1", Stage.WAITING, 0);
    assertAt("p2", Stage.WAITING, 0);
    put("p1", Stage.ROLLED_BACK, 0);
    advance();
    assertAt("p2", Stage.CANARY, 0.05);
  }

  @Test
  void aPausedPolicyIsNotReplacedByANewerOne() {
    out("p1", Stage.PAUSED, 0, OF_STUDENT);
    add("p2", 0.9, OF_STUDENT);
    advance();
    assertAt("p1", Stage.PAUSED, 0);
    assertAt("p2", Stage.WAITING, 0);
    put("p1", Stage.FULL, 1);
    advance();
    assertAt("p1", Stage.RETIRED, 0);
    assertAt("p2", Stage.CANARY, 0.05);
  }

  @Test
  void aPolicyThatWaitsForAPersonIsNotLetOut() {
    add("p1", 0.5, OF_STUDENT);
    for (Mode mode : List.of(Mode.ASK, Mode.OFF)) {
      releaser.advance(settings(mode, Optional.empty()), Set.of());
      assertAt("p1", Stage.WAITING, 0);
    }
    control.mode(SCENARIO, Mode.ASK, ANN);
    advance();
    assertAt("p1", Stage.WAITING, 0);
    control.mode(SCENARIO, Mode.AUTO, ANN);
    releaser.advance(settings(Mode.OFF, Optional.empty()), Set.of());
    assertAt("p1", Stage.CANARY, 0.05);
  }

  @Test
  void aPolicyThatIsOutIsPausedWhereItsScenarioIsOffAndStaysSo() {
    out("p1", Stage.SHADOW, 0, OF_STUDENT);
    control.pin("p1", true, ANN);
    for (Stage stage : List.of(Stage.SHADOW, Stage.CANARY, Stage.FULL)) {
      put("p1", stage, stage == Stage.SHADOW ? 0 : 0.5);
      control.mode(SCENARIO, Mode.OFF, ANN);
      advance();
      assertAt("p1", Stage.PAUSED, 0);
      assertThat(release("p1").answeredShare()).isZero();
      control.mode(SCENARIO, Mode.AUTO, ANN);
      advance();
      assertAt("p1", Stage.PAUSED, 0);
    }
  }
}
