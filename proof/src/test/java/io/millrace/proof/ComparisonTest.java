package io.millrace.proof;

import static io.millrace.proof.SimulatedLives.coin;
import static io.millrace.proof.SimulatedLives.limit;
import static io.millrace.proof.SimulatedLives.share;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.proof.Comparison.Decision;
import io.millrace.proof.Comparison.Method;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ComparisonTest {
  private static final double ALPHA = 0.05;

  /// With a margin of 0 and no difference, to ship and to stop are both wrong.
  @ParameterizedTest
  @EnumSource
  void peekingAtEqualArmsDecidesInAtMostAlphaOfTests(Method method, TestReporter reporter) {
    int lives = 400;
    double decided =
        share(lives, random -> run(random, plan(0, method), 0.3, 0.3, 3000) != Decision.GO_ON);
    reporter.publishEntry("A/A decided, " + method, "" + decided);
    assertThat(decided).isLessThan(limit(ALPHA, lives));
  }

  @ParameterizedTest
  @EnumSource
  void aSmallArmKeepsThePromiseToo(Method method, TestReporter reporter) {
    int lives = 300;
    Comparison.Plan plan = new Comparison.Plan(0.1, 0, ALPHA, 0, method);
    double decided = share(lives, random -> run(random, plan, 0.7, 0.7, 3000) != Decision.GO_ON);
    reporter.publishEntry("A/A decided, one in ten, " + method, "" + decided);
    assertThat(decided).isLessThan(limit(ALPHA, lives));
  }

  @Test
  void aRepeatedTestOfTheDifferenceBreaksThePromise(TestReporter reporter) {
    int lives = 400;
    double decided = share(lives, ComparisonTest::repeatedZTest);
    reporter.publishEntry("A/A decided, repeated z-test", "" + decided);
    assertThat(decided).isGreaterThan(limit(ALPHA, lives));
  }

  /// Worse by just the margin: to ship is wrong.
  @ParameterizedTest
  @EnumSource
  void shipsAnArmThatIsWorseByTheMarginInAtMostAlphaOfTests(Method method, TestReporter reporter) {
    int lives = 300;
    double shipped =
        share(lives, random -> run(random, plan(0.05, method), 0.4, 0.35, 3000) == Decision.SHIP);
    reporter.publishEntry("shipped at the margin, " + method, "" + shipped);
    assertThat(shipped).isLessThan(limit(ALPHA, lives));
  }

  @ParameterizedTest
  @EnumSource
  void shipsEqualArmsAndStopsBadOnes(Method method, TestReporter reporter) {
    double shipped =
        share(100, random -> run(random, plan(0.05, method), 0.8, 0.8, 12_000) == Decision.SHIP);
    double stopped =
        share(100, random -> run(random, plan(0.05, method), 0.8, 0.6, 6000) == Decision.STOP);
    reporter.publishEntry("shipped and stopped, " + method, shipped + ", " + stopped);
    assertThat(shipped).isGreaterThan(0.8);
    assertThat(stopped).isGreaterThan(0.95);
  }

  /// The new arm gets feedback from half as many, of whom as many are content.
  @Test
  void feedbackThatStaysAwayIsADifference() {
    SplittableRandom random = new SplittableRandom(3);
    Comparison comparison = new Comparison(plan(0.05, Method.ASYMPTOTIC));
    for (int unit = 0; unit < 8000; unit++) {
      boolean treated = random.nextBoolean();
      boolean given = coin(random, treated ? 0.4 : 0.8) == 1;
      double value = coin(random, 0.7);
      comparison.add(treated, given ? OptionalDouble.of(value) : OptionalDouble.empty());
    }
    Comparison.Look look = comparison.look();
    assertThat(look.presence().upper()).isLessThan(-0.3);
    assertThat(look.metric().estimate()).isCloseTo(-0.28, within(0.04));
    assertThat(look.decision()).isEqualTo(Decision.STOP);
    assertThat(look.treated() + look.control()).isEqualTo(8000);
  }

  /// One unit in fifty speaks, and is made far less content: that is not harmless for being rare.
  @Test
  void whatIsDoneToTheFewWhoSpeakDoesNotShip(TestReporter reporter) {
    int lives = 60;
    double shipped =
        share(lives, random -> spoken(random, unknown(0.05), 0.1, 0.1, 0.8, 0.7) == Decision.SHIP);
    double diluted =
        share(
            lives,
            random ->
                spoken(random, plan(0.05, Method.ASYMPTOTIC), 0.1, 0.1, 0.8, 0.7) == Decision.SHIP);
    reporter.publishEntry("shipped, margin of who speaks and of all", shipped + ", " + diluted);
    assertThat(shipped).isLessThan(limit(ALPHA, lives));
    assertThat(diluted).isGreaterThan(0.9);
  }

  /// More speak, and say worse: with silence as the worst value that is the better mean.
  @Test
  void aChangeInWhoSpeaksDoesNotShip() {
    assertThat(spoken(new SplittableRandom(6), unknown(0.05), 0.2, 0.5, 0.9, 0.375))
        .isNotEqualTo(Decision.SHIP);
    assertThat(spoken(new SplittableRandom(6), plan(0.05, Method.ASYMPTOTIC), 0.2, 0.5, 0.9, 0.375))
        .isEqualTo(Decision.SHIP);
  }

  /// Fewer speak, and say better: that is not proven worse.
  @Test
  void aChangeInWhoSpeaksDoesNotStopEither() {
    assertThat(spoken(new SplittableRandom(8), unknown(0.02), 0.4, 0.15, 0.5, 0.9))
        .isEqualTo(Decision.GO_ON);
    assertThat(spoken(new SplittableRandom(8), plan(0.02, Method.ASYMPTOTIC), 0.4, 0.15, 0.5, 0.9))
        .isEqualTo(Decision.STOP);
  }

  @Test
  void whoSpeaksAlikeAndSaysTheSameShips() {
    double shipped =
        share(30, random -> spoken(random, unknown(0.1), 0.6, 0.6, 0.9, 0.9) == Decision.SHIP);
    assertThat(shipped).isGreaterThan(0.8);
  }

  @Test
  void nobodyWhoSpeaksProvesNothing() {
    for (Comparison.Plan plan : List.of(unknown(0.05), plan(0.05, Method.ASYMPTOTIC))) {
      Comparison comparison = new Comparison(plan);
      SplittableRandom random = new SplittableRandom(7);
      for (int unit = 0; unit < 20_000; unit++) {
        comparison.add(random.nextBoolean(), OptionalDouble.empty());
      }
      assertThat(comparison.look().decision()).isEqualTo(Decision.GO_ON);
    }
  }

  private static Comparison.Plan unknown(double margin) {
    return new Comparison.Plan(0.5, margin, ALPHA, 0, true, Method.ASYMPTOTIC);
  }

  /// A life of 20,000 units of whom a share speaks, and a share of them well.
  private static Decision spoken(
      SplittableRandom random,
      Comparison.Plan plan,
      double oldSpeak,
      double freshSpeak,
      double oldGood,
      double freshGood) {
    Comparison comparison = new Comparison(plan);
    for (int unit = 0; unit < 20_000; unit++) {
      boolean treated = random.nextBoolean();
      boolean speaks = coin(random, treated ? freshSpeak : oldSpeak) == 1;
      double value = coin(random, treated ? freshGood : oldGood);
      comparison.add(treated, speaks ? OptionalDouble.of(value) : OptionalDouble.empty());
    }
    return comparison.look().decision();
  }

  @Test
  void unitsThatGoMissingFromOneArmBreakTheRatio(TestReporter reporter) {
    SplittableRandom random = new SplittableRandom(4);
    Comparison comparison = new Comparison(plan(0.05, Method.ASYMPTOTIC));
    int units = 0;
    for (; comparison.look().decision() != Decision.BROKEN && units < 20_000; units++) {
      comparison.add(coin(random, 0.46) == 1, OptionalDouble.of(1));
    }
    reporter.publishEntry("a ratio of .46 for .50 noted after", "" + units);
    assertThat(units).isLessThan(10_000);
    assertThat(comparison.look().ratioPValue()).isLessThanOrEqualTo(Comparison.RATIO_ALPHA);
  }

  @Test
  void aSoundRatioIsHardlyEverCalledBroken() {
    int lives = 500;
    double broken =
        share(
            lives,
            random -> {
              Comparison comparison =
                  new Comparison(new Comparison.Plan(0.2, 0.05, ALPHA, 0, Method.FINITE));
              for (int unit = 0; unit < 2000; unit++) {
                comparison.add(coin(random, 0.2) == 1, OptionalDouble.of(0.5));
              }
              return comparison.look().decision() == Decision.BROKEN;
            });
    assertThat(broken).isLessThan(limit(Comparison.RATIO_ALPHA, lives));
  }

  @Test
  void theRatioEvidenceIsTheBetaBinomialMixture() {
    Comparison comparison = new Comparison(plan(0.05, Method.FINITE));
    for (int unit = 0; unit < 400; unit++) {
      comparison.add(unit % 8 == 0, OptionalDouble.of(0));
    }
    double log = -400 * Math.log(0.5);
    for (int i = 0; i < 50; i++) {
      log += Math.log(50 + i);
    }
    for (int i = 0; i < 350; i++) {
      log += Math.log(50 + i);
    }
    for (int i = 0; i < 400; i++) {
      log -= Math.log(100 + i);
    }
    assertThat(comparison.look().ratioPValue())
        .isCloseTo(Math.exp(-log), within(1e-6 * Math.exp(-log)));
  }

  @Test
  void saysNothingAsymptoticallyUnderAHundredUnitsAnArm() {
    SplittableRandom random = new SplittableRandom(5);
    Comparison comparison = new Comparison(plan(0, Method.ASYMPTOTIC));
    while (comparison.look().treated() < 99) {
      boolean treated = random.nextBoolean();
      comparison.add(treated, OptionalDouble.of(treated ? 1 : 0));
    }
    assertThat(comparison.look().decision()).isEqualTo(Decision.GO_ON);
    assertThat(comparison.look().metric().lower()).isEqualTo(-1);
    assertThat(comparison.look().notWorse()).as("betting does").isGreaterThan(2 / ALPHA);
  }

  @Test
  void refusesWhatIsNoPlanOrMetric() {
    assertThatThrownBy(() -> new Comparison.Plan(1, 0.1, 0.05, 0, Method.FINITE))
        .hasMessageContaining("1.0");
    assertThatThrownBy(() -> plan(-0.1, Method.FINITE)).hasMessageContaining("-0.1");
    Comparison comparison = new Comparison(plan(0, Method.FINITE));
    assertThatThrownBy(() -> comparison.add(true, OptionalDouble.of(2)))
        .hasMessageContaining("2.0");
  }

  private static Comparison.Plan plan(double margin, Method method) {
    return new Comparison.Plan(0.5, margin, ALPHA, 0, method);
  }

  /// Looks after every unit and takes the first decision.
  private static Decision run(
      SplittableRandom random, Comparison.Plan plan, double old, double fresh, int units) {
    Comparison comparison = new Comparison(plan);
    for (int unit = 0; unit < units; unit++) {
      boolean treated = coin(random, plan.share()) == 1;
      comparison.add(treated, OptionalDouble.of(coin(random, treated ? fresh : old)));
    }
    return comparison.look().decision();
  }

  private static boolean repeatedZTest(SplittableRandom random) {
    double[] sum = new double[2];
    int[] count = new int[2];
    for (int unit = 0; unit < 3000; unit++) {
      int arm = random.nextInt(2);
      count[arm]++;
      sum[arm] += coin(random, 0.3);
      double pooled = (sum[0] + sum[1]) / (count[0] + count[1]);
      double error = Math.sqrt(pooled * (1 - pooled) * (1.0 / count[0] + 1.0 / count[1]));
      double gap = sum[0] / count[0] - sum[1] / count[1];
      if (Math.min(count[0], count[1]) >= 100 && Math.abs(gap) > 1.96 * error) {
        return true;
      }
    }
    return false;
  }
}
