package io.millrace.proof;

import static io.millrace.proof.SimulatedLives.ALPHA;
import static io.millrace.proof.SimulatedLives.DELTA;
import static io.millrace.proof.SimulatedLives.coin;
import static io.millrace.proof.SimulatedLives.limit;
import static io.millrace.proof.SimulatedLives.quantile;
import static io.millrace.proof.SimulatedLives.share;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Does the alarm keep its promise over simulated lives, does it find what it must, and does the
/// same simulation notice methods that break the rules?
final class AlarmPromiseTest {
  private static final int LIVES = 1000;
  private static final int AUDITS = 1000;
  private static final double BARELY = 0.98 * ALPHA;

  @Test
  void falseAlarmsAreAtMostDelta(TestReporter reporter) {
    double falseAlarms = share(LIVES, life(AlarmPromiseTest::honest));
    reporter.publishEntry("false alarms in 1,000 audits at .98 alpha", "" + falseAlarms);
    assertThat(falseAlarms).isLessThan(limit(DELTA, LIVES));
  }

  @Test
  void falseAlarmsAreAtMostDeltaOverAWholeHorizonAtAlphaItself(TestReporter reporter) {
    int lives = 300;
    double falseAlarms =
        share(lives, random -> alarmAfter(honest(), random, ALPHA, 10_000) <= 10_000);
    reporter.publishEntry("false alarms in 10,000 audits at alpha", "" + falseAlarms);
    assertThat(falseAlarms).isLessThan(limit(DELTA, lives));
  }

  @Test
  void aRiskThatDoublesIsFoundWithin200Audits(TestReporter reporter) {
    double[] found = detections(600, 0, 0);
    reporter.publishEntry("found, median", "" + quantile(found, 0.5));
    reporter.publishEntry("found, 90th percentile", "" + quantile(found, 0.9));
    assertThat(quantile(found, 0.5)).isLessThanOrEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.03, BARELY})
  void itIsFoundWithin500After8000GoodAudits(double before, TestReporter reporter) {
    double[] found = detections(300, 8000, before);
    reporter.publishEntry(before + " before: median", "" + quantile(found, 0.5));
    reporter.publishEntry(before + " before: 90th percentile", "" + quantile(found, 0.9));
    assertThat(quantile(found, 0.5)).isLessThanOrEqualTo(500);
  }

  @Test
  void aRepeatedTestOfTheMeanBreaksThePromise(TestReporter reporter) {
    fails(reporter, "z-test at every look", life(ZTest::new));
  }

  @Test
  void startingAgainAfterEachDeclineBreaksThePromise(TestReporter reporter) {
    fails(reporter, "e-process restarted after each decline", life(Restarted::new));
  }

  @Test
  void aDetectorOfAnAverageRunOfOneLifeBreaksThePromise(TestReporter reporter) {
    fails(
        reporter,
        "change detector with a threshold of 1,000",
        life(() -> {
          ChangeDetector[] detector = {ChangeDetector.start(Stakes.above(ALPHA))};
          return loss -> {
            detector[0] = detector[0].after(loss - ALPHA);
            return detector[0].logTotal() >= Math.log(AUDITS);
          };
        }));
  }

  @Test
  void choosingTheStakeAfterTheLossBreaksThePromise(TestReporter reporter) {
    fails(
        reporter,
        "stake chosen after the loss",
        life(() -> {
          double[] log = new double[1];
          return loss -> {
            log[0] += Math.log1p((loss > 0 ? 1 : 0.5) * (loss - ALPHA));
            return log[0] >= Math.log(1 / DELTA);
          };
        }));
  }

  /// The teacher is slow on half of the calls on which the two agree.
  @Test
  void droppingSlowAuditsBreaksThePromise(TestReporter reporter) {
    fails(
        reporter,
        "audits of a slow teacher dropped",
        random -> {
          DoublePredicate monitor = honest();
          for (int audit = 0; audit < AUDITS; audit++) {
            double loss = coin(random, BARELY);
            boolean dropped = loss == 0 && random.nextInt(2) == 0;
            if (!dropped && monitor.test(loss)) {
              return true;
            }
          }
          return false;
        });
  }

  /// The teacher is slow on the calls that the student gets wrong: dropped, nothing is ever found;
  /// counted as a disagreement, it is.
  @Test
  void droppingSlowAuditsHidesADrift() {
    double dropped = share(200, random -> alarmAfter(honest(), random, 0.2, 2000, 0.1));
    double counted = share(200, random -> alarmAfter(honest(), random, 0.2, 2000, 1));
    assertThat(dropped).isLessThan(0.05);
    assertThat(counted).isEqualTo(1);
  }

  /// A call whose outcome is bad is audited twice as often.
  @Test
  void drawingByTheOutcomeBreaksThePromise(TestReporter reporter) {
    fails(
        reporter,
        "audit rate chosen after the outcome",
        random -> {
          DoublePredicate monitor = honest();
          for (int audits = 0; audits < AUDITS; ) {
            double loss = coin(random, BARELY);
            if (coin(random, loss > 0 ? 0.2 : 0.1) == 1) {
              audits++;
              if (monitor.test(loss)) {
                return true;
              }
            }
          }
          return false;
        });
  }

  @Test
  void ratesThatDependOnTheCallKeepThePromiseWithWeightsAndBreakItWithout(TestReporter reporter) {
    double weighted = share(LIVES, random -> unequalRates(random, 0.1));
    reporter.publishEntry("unequal rates, weighted", "" + weighted);
    assertThat(weighted).isLessThan(limit(DELTA, LIVES));
    fails(reporter, "unequal rates without weights", random -> unequalRates(random, 0));
  }

  /// Results of agreeing audits take 300 audits longer than those of disagreeing ones.
  @Test
  void lateResultsKeepThePromiseInTheOrderOfTheDrawAndBreakItInThatOfArrival(
      TestReporter reporter) {
    int late = 300;
    double drawn = share(LIVES, random -> foldedAsDrawn(random, late));
    reporter.publishEntry("late results in the order of the draw", "" + drawn);
    assertThat(drawn).isLessThan(limit(DELTA, LIVES));
    fails(reporter, "late results in the order of arrival", random -> foldedAsCome(random, late));
  }

  private static void fails(
      TestReporter reporter, String method, Predicate<SplittableRandom> falseAlarm) {
    double falseAlarms = share(LIVES, falseAlarm);
    reporter.publishEntry(method, "" + falseAlarms);
    assertThat(falseAlarms).as(method).isGreaterThan(limit(DELTA, LIVES));
  }

  private static DoublePredicate honest() {
    RiskMonitor[] monitor = {RiskMonitor.start(ALPHA, DELTA)};
    return loss -> {
      monitor[0] = monitor[0].observe(loss);
      return monitor[0].fired();
    };
  }

  private static Predicate<SplittableRandom> life(Supplier<DoublePredicate> method) {
    return random -> alarmAfter(method.get(), random, BARELY, AUDITS) <= AUDITS;
  }

  /// The number of audits to the alarm; one more than `most` without.
  private static int alarmAfter(
      DoublePredicate method, SplittableRandom random, double risk, int most) {
    for (int audit = 1; audit <= most; audit++) {
      if (method.test(coin(random, risk))) {
        return audit;
      }
    }
    return most + 1;
  }

  /// Whether there is an alarm where only a share of the disagreeing audits is folded.
  private static boolean alarmAfter(
      DoublePredicate method, SplittableRandom random, double risk, int most, double folded) {
    for (int audit = 1; audit <= most; audit++) {
      double loss = coin(random, risk);
      boolean seen = loss == 0 || coin(random, folded) == 1;
      if (seen && method.test(loss)) {
        return true;
      }
    }
    return false;
  }

  /// Audits from the doubling of the risk to the alarm; a life with an alarm before is drawn anew.
  private static double[] detections(int lives, int good, double before) {
    SplittableRandom random = new SplittableRandom(8000 + good);
    double[] found = new double[lives];
    for (int life = 0; life < lives; ) {
      DoublePredicate monitor = honest();
      if (alarmAfter(monitor, random, before, good) > good) {
        found[life++] = alarmAfter(monitor, random, 2 * ALPHA, 50_000);
      }
    }
    return found;
  }

  /// Half of the calls look hard, carry most of the risk, and are audited five times as often.
  private static boolean unequalRates(SplittableRandom random, double floor) {
    RiskMonitor monitor = RiskMonitor.start(ALPHA, DELTA);
    for (int audits = 0; audits < AUDITS && !monitor.fired(); ) {
      boolean hard = random.nextBoolean();
      double rate = hard ? 0.5 : 0.1;
      double loss = coin(random, BARELY * (hard ? 1.8 : 0.2));
      if (coin(random, rate) == 1) {
        audits++;
        monitor = monitor.observe(loss, floor > 0 ? floor / rate : 1);
      }
    }
    return monitor.fired();
  }

  private static boolean foldedAsDrawn(SplittableRandom random, int late) {
    double[] losses = losses(random);
    DoublePredicate monitor = honest();
    int folded = 0;
    for (int now = 0; now < AUDITS; now++) {
      while (folded <= now && (losses[folded] > 0 || folded + late <= now)) {
        if (monitor.test(losses[folded++])) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean foldedAsCome(SplittableRandom random, int late) {
    double[] losses = losses(random);
    DoublePredicate monitor = honest();
    for (int now = 0; now < AUDITS; now++) {
      boolean bad = losses[now] > 0 && monitor.test(1);
      boolean good = now >= late && losses[now - late] == 0 && monitor.test(0);
      if (bad || good) {
        return true;
      }
    }
    return false;
  }

  private static double[] losses(SplittableRandom random) {
    double[] losses = new double[AUDITS];
    for (int i = 0; i < AUDITS; i++) {
      losses[i] = coin(random, BARELY);
    }
    return losses;
  }

  private static final class ZTest implements DoublePredicate {
    private int n;
    private double sum;

    @Override
    public boolean test(double loss) {
      n++;
      sum += loss;
      return n >= 30 && (sum - n * ALPHA) / Math.sqrt(n * ALPHA * (1 - ALPHA)) > 1.645;
    }
  }

  private static final class Restarted implements DoublePredicate {
    private Bettors bettors = Bettors.start(Stakes.above(ALPHA));

    @Override
    public boolean test(double loss) {
      bettors = bettors.after(loss - ALPHA);
      if (bettors.logTotal() < 0) {
        bettors = Bettors.start(Stakes.above(ALPHA));
      }
      return bettors.logTotal() >= Math.log(1 / DELTA);
    }
  }
}
