package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SelectivePlanTest {
  @Test
  void certifiesANearlyPerfectStudentInFull() {
    Verdict verdict = cut(SimulatedStudent.NEARLY_PERFECT, 400, 1000, 0.05, 1);

    assertThat(verdict).isInstanceOf(Verdict.Certified.class);
    var certified = (Verdict.Certified) verdict;
    assertThat(certified.threshold()).isZero();
    assertThat(certified.coverage()).isEqualTo(1);
    assertThat(certified.n()).isEqualTo(1000);
    assertThat(certified.answered()).isEqualTo(1000);
    assertThat(certified.step().lossSum()).isEqualTo(certified.disagreed());
    assertThat(certified.riskUpper())
        .isEqualTo(ClopperPearson.upper(certified.disagreed(), 1000, 0.05))
        .isLessThanOrEqualTo(0.05);
    assertThat(certified.terms().method()).contains("fixed sequence").contains("binomial");
  }

  @Test
  void keepsTheLastThresholdThatPassedAndStopsAtTheFirstThatFails() {
    var certified = (Verdict.Certified) cut(SimulatedStudent.QUADRATIC, 850, 2000, 0.05, 2);

    List<Step> tested = certified.tested();
    assertThat(tested).isSortedAccordingTo(Comparator.comparingDouble(Step::threshold).reversed());
    assertThat(tested.subList(0, tested.size() - 1)).allMatch(Step::passed);
    assertThat(tested.getLast().passed()).isFalse();
    assertThat(certified.step()).isEqualTo(tested.get(tested.size() - 2));
    assertThat(tested)
        .allSatisfy(step -> {
          double p = ClopperPearson.pValue(step.disagreed(), step.answered(), 0.05);
          assertThat(step.pValue()).isEqualTo(p);
          assertThat(step.passed()).isEqualTo(p <= 0.05);
        });
  }

  @Test
  void plansFewThresholdsSafestFirstAndEndsWithAcceptingAll() {
    for (SimulatedStudent student : SimulatedStudent.all()) {
      var random = new SplittableRandom(3);
      SelectivePlan plan = SelectivePlan.of(student.draw(500, random), 1000, 0.1, 0.05);
      assertThat(plan.thresholds())
          .hasSizeBetween(1, SequencePlanner.MOST_STEPS)
          .doesNotHaveDuplicates()
          .isSortedAccordingTo(Comparator.reverseOrder());
      assertThat(plan.thresholds().getLast()).isZero();
      assertThat(plan.forecast().power()).isBetween(0.0, 1.0);
      assertThat(plan.curve().getLast().answered()).isEqualTo(500);
    }
  }

  @Test
  void neverStartsWhereTooFewAreAcceptedToPass() {
    SplittableRandom random = new SplittableRandom(4);
    for (int run = 0; run < 20; run++) {
      Outcomes tune = SimulatedStudent.NEARLY_PERFECT.draw(300, random);
      SelectivePlan plan = SelectivePlan.of(tune, 300, 0.05, 0.05);
      double expected = 300 * (1 - plan.thresholds().getFirst());
      assertThat(expected).isGreaterThan(SampleSize.leastCalls(0.05, 0.05, 0));
    }
  }

  @Test
  void planningIsRepeatable() {
    SelectivePlan once = plan(SimulatedStudent.NOISY_TEACHER, 5);
    SelectivePlan again = plan(SimulatedStudent.NOISY_TEACHER, 5);

    assertThat(once.thresholds()).isEqualTo(again.thresholds());
    assertThat(once.forecast()).isEqualTo(again.forecast());
  }

  @Test
  void saysThatAHopelessStudentLevelsOff() {
    var refused = (Verdict.NotCertified) cut(SimulatedStudent.flat(0.3), 500, 1000, 0.05, 6);

    assertThat(refused.tested()).hasSize(1);
    assertThat(refused.reason()).isInstanceOf(Reason.LevelsOff.class);
    assertThat(((Reason.LevelsOff) refused.reason()).lowestRisk()).isBetween(0.15, 0.32);
  }

  @Test
  void saysHowManyCallsAreMissing() {
    var refused = (Verdict.NotCertified) cut(SimulatedStudent.flat(0.03), 60, 50, 0.05, 7);

    var reason = (Reason.TooFewCalls) refused.reason();
    assertThat(reason.risk()).isLessThan(0.05);
    assertThat(reason.answeredNeeded())
        .isEqualTo(SampleSize.callsNeeded(0.05, 0.05, reason.risk(), 0.9).orElseThrow());
    assertThat(reason.callsMissing() + 50.0)
        .isBetween(
            reason.answeredNeeded() / reason.coverage(),
            reason.answeredNeeded() / reason.coverage() + 1);
  }

  @Test
  void withoutCallsNothingIsCertified() {
    var random = new SplittableRandom(8);
    Outcomes none = Outcomes.ofWrong(new double[0], new boolean[0]);
    Outcomes some = SimulatedStudent.QUADRATIC.draw(100, random);

    assertThat(SelectivePlan.of(none, 100, 0.1, 0.05).test(some))
        .isInstanceOfSatisfying(
            Verdict.NotCertified.class,
            refused -> assertThat(refused.reason()).isEqualTo(new Reason.NoCalls()));
    assertThat(SelectivePlan.of(some, 0, 0.1, 0.05).test(none))
        .isInstanceOf(Verdict.NotCertified.class);
    assertThat(SelectivePlan.of(some, 100, 0.1, 0.05).test(none))
        .isInstanceOf(Verdict.NotCertified.class);
  }

  @Test
  void neverPartsCallsOfEqualConfidence() {
    SplittableRandom random = new SplittableRandom(9);
    double[] confidence = new double[800];
    boolean[] wrong = new boolean[800];
    for (int i = 0; i < 800; i++) {
      confidence[i] = random.nextInt(1, 5) / 4.0;
      wrong[i] = random.nextDouble() < 0.3 * (1 - confidence[i]);
    }
    Outcomes tied = Outcomes.ofWrong(confidence, wrong);
    SelectivePlan plan = SelectivePlan.of(tied, 800, 0.1, 0.05);

    assertThat(plan.curve())
        .extracting(CurvePoint::threshold)
        .containsExactly(0.875, 0.625, 0.375, 0.0);
    assertThat(plan.test(tied)).isInstanceOf(Verdict.Certified.class);
  }

  @Test
  void boundedLossesOfLittleVarianceNeedFewerCalls() {
    SimulatedStudent student = SimulatedStudent.flat(0.06);
    int wholes = 0;
    int fields = 0;
    for (int run = 0; run < 40; run++) {
      SplittableRandom random = new SplittableRandom(run);
      wholes += passes(student.draw(200, random), student.draw(250, random));
      fields += passes(student.drawFields(200, random), student.drawFields(250, random));
    }
    assertThat(fields).isGreaterThan(36);
    assertThat(wholes).isLessThan(36);
  }

  @Test
  void boundedLossesAreCertifiedByBetting() {
    SplittableRandom random = new SplittableRandom(10);
    Outcomes tune = SimulatedStudent.FLAT_THEN_STEEP.drawFields(400, random);
    Outcomes certify = SimulatedStudent.FLAT_THEN_STEEP.drawFields(800, random);
    var certified = (Verdict.Certified) SelectivePlan.of(tune, 800, 0.05, 0.05).test(certify);

    double[] accepted = certify.acceptedLosses(certified.threshold());
    assertThat(certified.riskUpper()).isEqualTo(Betting.upper(accepted, 0.05));
    assertThat(certified.riskUpper()).isLessThanOrEqualTo(0.05);
    assertThat(certified.step().lossSum()).isLessThan(certified.disagreed());
    assertThat(certified.terms().method()).contains("betting");
  }

  @Test
  void refusesMixedLosses() {
    SplittableRandom random = new SplittableRandom(11);
    SelectivePlan plan = plan(SimulatedStudent.QUADRATIC, 11);
    Outcomes fields = SimulatedStudent.QUADRATIC.drawFields(10, random);

    assertThatThrownBy(() -> plan.test(fields)).hasMessageContaining("unlike losses");
    assertThatThrownBy(() -> Outcomes.ofWrong(new double[2], new boolean[3]))
        .hasMessageContaining("2, 3");
    assertThatThrownBy(() -> Outcomes.ofWrong(new double[] {1.2}, new boolean[1]))
        .hasMessageContaining("1.2");
  }

  @Test
  void outcomesCopyTheirArrays() {
    double[] confidence = {0.5, 0.9};
    double[] loss = {0.25, 0.5};
    Outcomes outcomes = Outcomes.ofLosses(confidence, loss);
    Arrays.fill(confidence, 0);
    Arrays.fill(loss, 1);

    assertThat(outcomes.acceptedLosses(0.5)).containsExactly(0.25, 0.5);
    assertThat(outcomes.acceptedLosses(0.6)).containsExactly(0.5);
  }

  private static int passes(Outcomes tune, Outcomes certify) {
    SelectivePlan plan = SelectivePlan.of(tune, certify.size(), 0.1, 0.05);
    return plan.test(certify) instanceof Verdict.Certified ? 1 : 0;
  }

  private static SelectivePlan plan(SimulatedStudent student, int seed) {
    return SelectivePlan.of(student.draw(400, new SplittableRandom(seed)), 800, 0.1, 0.05);
  }

  private static Verdict cut(
      SimulatedStudent student, int tune, int certify, double alpha, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SelectivePlan plan = SelectivePlan.of(student.draw(tune, random), certify, alpha, 0.05);
    return plan.test(student.draw(certify, random));
  }
}
