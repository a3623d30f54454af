package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SystemPromiseTest {
  @Test
  void isTheLoosestThresholdThatAllowsItsErrors() {
    SplittableRandom random = new SplittableRandom(1);
    for (int run = 0; run < 30; run++) {
      Outcomes certify = SimulatedStudent.QUADRATIC.draw(500, random);
      Outcomes sorted = certify.surestFirst();
      int allowed = SampleSize.maxErrors(500, 0.05, 0.05);
      int answered = 0;
      for (double wrong = sorted.loss(0); wrong <= allowed; ) {
        answered++;
        wrong += sorted.loss(answered);
      }

      var certified = (Verdict.Certified) SystemPromise.test(certify, 0.05, 0.05);
      assertThat(certified.answered()).isEqualTo(answered);
      assertThat(certified.disagreed()).isEqualTo(allowed);
      assertThat(certified.riskUpper()).isEqualTo(ClopperPearson.upper(allowed, 500, 0.05));
      assertThat(certify.acceptedLosses(certified.threshold())).hasSize(answered);
      assertThat(certified.tested()).extracting(Step::passed).containsExactly(true, false);
    }
  }

  @Test
  void answersEverythingWhereEverythingIsGoodEnough() {
    Outcomes certify = SimulatedStudent.NEARLY_PERFECT.draw(800, new SplittableRandom(2));
    var certified = (Verdict.Certified) SystemPromise.test(certify, 0.05, 0.05);

    assertThat(certified.threshold()).isZero();
    assertThat(certified.coverage()).isEqualTo(1);
    assertThat(certified.tested()).hasSize(1);
    assertThat(certified.terms().promise()).isEqualTo(Promise.SYSTEM);
  }

  @Test
  void saysThatFewCallsAreTooFew() {
    Outcomes certify = SimulatedStudent.NEARLY_PERFECT.draw(40, new SplittableRandom(3));
    var refused = (Verdict.NotCertified) SystemPromise.test(certify, 0.05, 0.05);

    var reason = (Reason.TooFewCalls) refused.reason();
    assertThat(reason.answeredNeeded()).isEqualTo(59);
    assertThat(reason.callsMissing()).isEqualTo(19);
  }

  @Test
  void tiesStandOrFallTogether() {
    double[] confidence = IntStream.range(0, 400).mapToDouble(i -> i < 200 ? 0.9 : 0.4).toArray();
    boolean[] wrong = new boolean[400];
    for (int i = 200; i < 400; i += 4) {
      wrong[i] = true;
    }
    var certified =
        (Verdict.Certified) SystemPromise.test(Outcomes.ofWrong(confidence, wrong), 0.05, 0.05);

    assertThat(certified.threshold()).isEqualTo(0.9);
    assertThat(certified.answered()).isEqualTo(200);
    assertThat(certified.disagreed()).isZero();
  }

  @Test
  void aStudentThatIsWrongWithEqualConfidenceLevelsOff() {
    double[] confidence = new double[300];
    boolean[] wrong = new boolean[300];
    Arrays.fill(confidence, 0.5);
    Arrays.fill(wrong, 0, 60, true);

    assertThat(SystemPromise.test(Outcomes.ofWrong(confidence, wrong), 0.05, 0.05))
        .isInstanceOfSatisfying(
            Verdict.NotCertified.class,
            refused -> assertThat(refused.reason()).isEqualTo(new Reason.LevelsOff(0.2, 1)));
    assertThat(SystemPromise.test(Outcomes.ofWrong(new double[0], new boolean[0]), 0.05, 0.05))
        .isInstanceOf(Verdict.NotCertified.class);
  }

  @Test
  void boundedLossesUseHoeffdingBentkus() {
    Outcomes certify = SimulatedStudent.QUADRATIC.drawFields(1000, new SplittableRandom(4));
    var certified = (Verdict.Certified) SystemPromise.test(certify, 0.05, 0.05);

    double sum = certified.step().lossSum();
    assertThat(certified.step().pValue()).isEqualTo(HoeffdingBentkus.pValue(sum, 1000, 0.05));
    assertThat(certified.riskUpper()).isEqualTo(HoeffdingBentkus.upper(sum, 1000, 0.05));
    assertThat(certified.terms().method()).contains("Hoeffding");
  }
}
