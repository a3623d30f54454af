package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Do procedures break their promise no oftener than they say, on students whose truth is known?
/// And do the tests notice one that does?
final class CalibrationTest {
  private static final double DELTA = 0.10;

  /// How often a procedure's threshold has a risk above alpha, and what it covers on average.
  private record Rates(double broken, double coverage, double issued, int runs) {
    double limit() {
      return DELTA + 2 * Math.sqrt(DELTA * (1 - DELTA) / runs);
    }
  }

  /// Returns the share of calls covered, 0 for none: the threshold is 1 less the coverage.
  private interface Procedure extends BiFunction<SimulatedStudent, SplittableRandom, Double> {}

  @ParameterizedTest
  @CsvSource({
    "300, .548, .569, .155, .451, .000, .004",
    "1000, .490, .562, .110, .492, .000, .274",
    "3000, .456, .561, .088, .520, .001, .444",
  })
  void simpleRulesFareAsPublished(
      int n,
      double naiveBroken,
      double naiveCoverage,
      double normalBroken,
      double normalCoverage,
      double bonferroniBroken,
      double bonferroniCoverage) {
    int runs = 1000;
    Rates naive = rates(runs, 0.05, grid(n, CalibrationTest::looksFine));
    Rates normal = rates(runs, 0.05, grid(n, CalibrationTest::looksNormal));
    Rates bonferroni = rates(runs, 0.05, grid(n, CalibrationTest::passesBonferroni));

    assertThat(naive.broken).isCloseTo(naiveBroken, within(0.04)).isGreaterThan(naive.limit());
    assertThat(naive.coverage).isCloseTo(naiveCoverage, within(0.015));
    assertThat(normal.broken).isCloseTo(normalBroken, within(0.03));
    assertThat(normal.coverage).isCloseTo(normalCoverage, within(0.015));
    assertThat(bonferroni.broken).isCloseTo(bonferroniBroken, within(0.01));
    assertThat(bonferroni.coverage).isCloseTo(bonferroniCoverage, within(0.015));
  }

  @ParameterizedTest
  @CsvSource({"300, .052, .375", "1000, .049, .435", "3000, .052, .466"})
  void theSystemPromiseFaresAsPublished(int n, double broken, double coverage) {
    int runs = 1000;
    Rates rates = rates(runs, 0.02, true, systemPromise(n, 0.02));

    assertThat(rates.broken).isCloseTo(broken, within(0.04)).isLessThan(rates.limit());
    assertThat(rates.coverage).isCloseTo(coverage, within(0.015));
  }

  /// The published split fixed sequence covers .074, .310 and .477 on these numbers of calls; ours
  /// plans its start and steps, so it must do better without breaking more.
  @ParameterizedTest
  @CsvSource({"300, .074", "1000, .310", "3000, .477"})
  void thePlannedSequenceBeatsThePublishedOne(int n, double published) {
    int runs = 150;
    Rates rates = rates(runs, 0.05, selective(n * 4 / 10, n * 6 / 10, 0.05));

    assertThat(rates.broken).isLessThan(rates.limit());
    assertThat(rates.coverage).isGreaterThan(published);
  }

  @Test
  void aStudentAboveAlphaEverywhereIsHardlyEverReleased() {
    SimulatedStudent flat = SimulatedStudent.flat(0.08);
    Rates proper = rates(flat, 300, 0.05, false, selective(400, 1000, 0.05));
    Rates naive = rates(flat, 300, 0.05, false, grid(1000, CalibrationTest::looksFine));

    assertThat(proper.issued).isLessThan(0.02);
    assertThat(naive.issued).isGreaterThan(0.3);
  }

  @Test
  void theSelectivePromiseHoldsOverThousandsOfCutsAndANaiveThresholdFailsTheSameTest() {
    double alpha = 0.10;
    int runs = 300;
    double brokenInAll = 0;
    double naiveInAll = 0;
    for (SimulatedStudent student : SimulatedStudent.all()) {
      Rates planned = rates(student, runs, alpha, false, selective(300, 600, alpha));
      assertThat(planned.broken).as(student.name()).isLessThan(planned.limit());
      brokenInAll += planned.broken;
      naiveInAll +=
          rates(student, runs, alpha, false, grid(600, CalibrationTest::looksFineAtTen)).broken;
    }
    int students = SimulatedStudent.all().size();
    double limit = DELTA + 2 * Math.sqrt(DELTA * (1 - DELTA) / (runs * students));
    assertThat(runs * students).isGreaterThan(2000);
    assertThat(brokenInAll / students).isLessThan(limit);
    assertThat(naiveInAll / students).isGreaterThan(limit);
  }

  @Test
  void theSelectivePromiseHoldsForBoundedLosses() {
    double alpha = 0.10;
    for (SimulatedStudent student : SimulatedStudent.all()) {
      Rates rates = rates(student, 60, alpha, false, selectiveFields(200, 300, alpha));
      assertThat(rates.broken).as(student.name()).isLessThan(rates.limit());
    }
    Rates good =
        rates(SimulatedStudent.QUADRATIC, 60, alpha, false, selectiveFields(200, 300, alpha));
    assertThat(good.coverage).isGreaterThan(0.65);
  }

  @Test
  void certifiedCoverageComesNearTheOracle() {
    double alpha = 0.10;
    for (SimulatedStudent student :
        new SimulatedStudent[] {
          SimulatedStudent.QUADRATIC,
          SimulatedStudent.FLAT_THEN_STEEP,
          SimulatedStudent.NEARLY_PERFECT,
          SimulatedStudent.NOISY_TEACHER
        }) {
      Rates rates = rates(student, 40, alpha, false, selective(850, 2000, alpha));
      assertThat(rates.coverage)
          .as(student.name())
          .isGreaterThan(student.oracleCoverage(alpha) - 0.08);
    }
  }

  private static Rates rates(int runs, double alpha, Procedure procedure) {
    return rates(runs, alpha, false, procedure);
  }

  private static Rates rates(int runs, double alpha, boolean system, Procedure procedure) {
    return rates(SimulatedStudent.QUADRATIC, runs, alpha, system, procedure);
  }

  private static Rates rates(
      SimulatedStudent student, int runs, double alpha, boolean system, Procedure procedure) {
    int broken = 0;
    int issued = 0;
    double coverage = 0;
    SplittableRandom random = new SplittableRandom(20261121);
    for (int run = 0; run < runs; run++) {
      double covered = procedure.apply(student, random.split());
      if (covered > 0) {
        double risk = student.riskFrom(1 - covered) * (system ? covered : 1);
        broken += risk > alpha ? 1 : 0;
        issued++;
        coverage += covered;
      }
    }
    return new Rates((double) broken / runs, coverage / runs, (double) issued / runs, runs);
  }

  private static Procedure selective(int tune, int certify, double alpha) {
    return (student, random) -> {
      SelectivePlan plan = SelectivePlan.of(student.draw(tune, random), certify, alpha, DELTA);
      return covered(plan.test(student.draw(certify, random)));
    };
  }

  private static Procedure selectiveFields(int tune, int certify, double alpha) {
    return (student, random) -> {
      SelectivePlan plan =
          SelectivePlan.of(student.drawFields(tune, random), certify, alpha, DELTA);
      return covered(plan.test(student.drawFields(certify, random)));
    };
  }

  private static Procedure systemPromise(int n, double alpha) {
    return (student, random) -> covered(SystemPromise.test(student.draw(n, random), alpha, DELTA));
  }

  private static double covered(Verdict verdict) {
    return verdict instanceof Verdict.Certified certified ? 1 - certified.threshold() : 0;
  }

  private interface Rule {
    boolean accepts(int wrong, int answered);
  }

  /// The greatest coverage out of a hundred at which a rule accepts.
  private static Procedure grid(int n, Rule rule) {
    return (student, random) -> {
      Outcomes calls = student.draw(n, random).surestFirst();
      double covered = 0;
      int answered = 0;
      int wrong = 0;
      for (int step = 1; step <= 100; step++) {
        while (answered < n && calls.confidence(answered) >= 1 - step / 100.0) {
          wrong += calls.loss(answered++) > 0 ? 1 : 0;
        }
        covered = answered > 0 && rule.accepts(wrong, answered) ? step / 100.0 : covered;
      }
      return covered;
    };
  }

  private static boolean looksFine(int wrong, int answered) {
    return wrong <= 0.05 * answered;
  }

  private static boolean looksFineAtTen(int wrong, int answered) {
    return wrong <= 0.10 * answered;
  }

  private static boolean looksNormal(int wrong, int answered) {
    double risk = (double) wrong / answered;
    return risk + 1.2816 * Math.sqrt(risk * (1 - risk) / answered) <= 0.05;
  }

  private static boolean passesBonferroni(int wrong, int answered) {
    return ClopperPearson.pValue(wrong, answered, 0.05) <= DELTA / 100;
  }
}
