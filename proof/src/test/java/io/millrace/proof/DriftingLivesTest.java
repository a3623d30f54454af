package io.millrace.proof;

import static io.millrace.proof.SimulatedLives.ALPHA;
import static io.millrace.proof.SimulatedLives.DELTA;
import static io.millrace.proof.SimulatedLives.coin;
import static io.millrace.proof.SimulatedLives.limit;
import static io.millrace.proof.SimulatedLives.share;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Whole lives of a scenario: certify, release, watch, roll back, certify again.
final class DriftingLivesTest {
  private static final int LIVES = 200;
  private static final int CALLS = 40_000;
  private static final double AUDIT_RATE = 0.2;
  private static final double DRIFT = 1 / 20_000.0;
  private static final double[] BUMPS = {0.1, 0.2, 0.4};

  @Test
  void theShareServedBadlyStaysUnderItsBound(TestReporter reporter) {
    double each = CALLS * DRIFT / BUMPS.length;
    List<ServedBadly.Drift> drifts =
        Arrays.stream(BUMPS).mapToObj(bump -> new ServedBadly.Drift(each, bump)).toList();
    ServedBadly.Life life = new ServedBadly.Life(CALLS, AUDIT_RATE, drifts, 0, DELTA);
    double bound = ServedBadly.under(ALPHA, DELTA, RiskMonitor.DEFAULT_HORIZON).expectedShare(life);
    SplittableRandom random = new SplittableRandom(200);
    long bad = 0;
    long served = 0;
    int alarms = 0;
    int releases = 0;
    int badReleases = 0;
    int surprised = 0;
    for (int i = 0; i < LIVES; i++) {
      Life one = new Life(random.split());
      one.run();
      bad += one.bad;
      served += one.served;
      alarms += one.alarms;
      releases += one.releases;
      badReleases += one.badRelease ? 1 : 0;
      surprised += one.surprisedRelease ? 1 : 0;
    }
    double badShare = (double) bad / LIVES / CALLS;
    reporter.publishEntry("share served while above alpha", badShare + ", bound " + bound);
    reporter.publishEntry("share served by students", "" + (double) served / LIVES / CALLS);
    reporter.publishEntry("releases", "" + releases);
    reporter.publishEntry("alarms", "" + alarms);
    reporter.publishEntry("lives with a release above alpha", "" + badReleases);
    reporter.publishEntry("the same by a drift in the window", "" + surprised);
    assertThat(badShare).isLessThan(bound).isLessThan(0.12);
    assertThat((double) badReleases / LIVES).isLessThan(limit(DELTA, LIVES));
    assertThat((badReleases + (double) surprised) / LIVES)
        .as("no promise, as the certifying calls are then not of one kind; few enough here")
        .isLessThan(limit(DELTA, LIVES));
    assertThat(alarms).isGreaterThan(LIVES);
    assertThat((double) served / LIVES / CALLS).isGreaterThan(0.2);
  }

  /// A student that is above alpha by a hair, tried again and again on fresh calls.
  @Test
  void tryingAgainAndAgainReleasesBadPoliciesInFewLives(TestReporter reporter) {
    int lives = 200;
    int fewer = 80;
    SimulatedStudent student = SimulatedStudent.flat(1.02 * ALPHA);
    double spent = share(lives, random -> everReleased(student, random, true));
    double unspent = share(fewer, random -> everReleased(student, random, false));
    reporter.publishEntry("lives with a bad release, delta spent", "" + spent);
    reporter.publishEntry("the same with all of delta at each try", "" + unspent);
    assertThat(spent).isLessThan(limit(DELTA, lives));
    assertThat(unspent).isGreaterThan(limit(DELTA, fewer));
  }

  /// Whether any of six attempts certifies: where the first threshold of its plan passes.
  private static boolean everReleased(
      SimulatedStudent student, SplittableRandom random, boolean spend) {
    for (int attempt = 1; attempt <= 6; attempt++) {
      double delta = spend ? Attempts.attemptDelta(DELTA, attempt) : DELTA;
      SelectivePlan plan = SelectivePlan.of(student.draw(200, random), 400, ALPHA, delta);
      double[] losses = student.draw(400, random).acceptedLosses(plan.thresholds().getFirst());
      if (RiskTest.BINOMIAL.pValue(losses, ALPHA, delta) <= delta) {
        return true;
      }
    }
    return false;
  }

  /// One scenario. A drift adds to the error rate of the student in place; a student that is
  /// trained after an alarm knows the world as it is then.
  private static final class Life {
    private static final int TUNE = 850;
    private static final int CERTIFY = 2000;
    private static final SimulatedStudent STUDENT = SimulatedStudent.QUADRATIC;

    private final SplittableRandom random;
    private final double[] confidence = new double[TUNE + CERTIFY];
    private final boolean[] wrong = new boolean[TUNE + CERTIFY];
    private int collected;
    private boolean driftedInWindow;
    private int attempts;
    private double bump;
    private boolean released;
    private double threshold;
    private double risk;
    private RiskMonitor monitor = RiskMonitor.start(ALPHA, DELTA);
    private long bad;
    private long served;
    private int alarms;
    private int releases;
    private boolean badRelease;
    private boolean surprisedRelease;

    Life(SplittableRandom random) {
      this.random = random;
    }

    void run() {
      for (int call = 0; call < CALLS; call++) {
        if (coin(random, DRIFT) == 1) {
          drift();
        }
        if (released) {
          serve();
        } else {
          collect();
        }
      }
    }

    private void drift() {
      bump = Math.max(bump, BUMPS[random.nextInt(BUMPS.length)]);
      driftedInWindow |= collected > 0;
      risk = released ? trueRisk() : risk;
    }

    private boolean wrongAt(double sureness) {
      return coin(random, Math.min(1, STUDENT.error().applyAsDouble(sureness) + bump)) == 1;
    }

    private void serve() {
      double sureness = random.nextDouble();
      if (sureness < threshold) {
        return;
      }
      served++;
      bad += risk > ALPHA ? 1 : 0;
      if (coin(random, AUDIT_RATE) == 1) {
        monitor = monitor.observe(wrongAt(sureness) ? 1 : 0);
        if (monitor.fired()) {
          alarms++;
          released = false;
          bump = 0;
        }
      }
    }

    private void collect() {
      confidence[collected] = random.nextDouble();
      wrong[collected] = wrongAt(confidence[collected]);
      collected++;
      if (collected == TUNE + CERTIFY) {
        certify();
        collected = 0;
        driftedInWindow = false;
      }
    }

    private void certify() {
      double delta = Attempts.attemptDelta(DELTA, ++attempts);
      SelectivePlan plan = SelectivePlan.of(part(0, TUNE), CERTIFY, ALPHA, delta);
      if (plan.test(part(TUNE, TUNE + CERTIFY)) instanceof Verdict.Certified certified) {
        released = true;
        releases++;
        threshold = certified.threshold();
        monitor = RiskMonitor.start(ALPHA, DELTA);
        risk = trueRisk();
        badRelease |= risk > ALPHA && !driftedInWindow;
        surprisedRelease |= risk > ALPHA && driftedInWindow;
      }
    }

    private double trueRisk() {
      return new SimulatedStudent("now", s -> Math.min(1, STUDENT.error().applyAsDouble(s) + bump))
          .riskFrom(threshold);
    }

    private Outcomes part(int from, int to) {
      return Outcomes.ofWrong(
          Arrays.copyOfRange(confidence, from, to), Arrays.copyOfRange(wrong, from, to));
    }
  }
}
