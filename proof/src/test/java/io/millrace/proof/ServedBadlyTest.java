package io.millrace.proof;

import static io.millrace.proof.SimulatedLives.ALPHA;
import static io.millrace.proof.SimulatedLives.DELTA;
import static io.millrace.proof.SimulatedLives.coin;
import static io.millrace.proof.SimulatedLives.limit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Is the alarm as quick, and the excess before it as small, as the bounds say?
final class ServedBadlyTest {
  private static final long HORIZON = RiskMonitor.DEFAULT_HORIZON;
  private static final ServedBadly BOUNDS = ServedBadly.under(ALPHA, DELTA, HORIZON);

  @ParameterizedTest
  @CsvSource({".08, 0", ".10, 0", ".10, 2000", ".15, 2000", ".30, 2000", "1, 500"})
  void driftsAreFoundWithinTheBounds(double risk, int good, TestReporter reporter) {
    int lives = 200;
    double expected = BOUNDS.expectedAudits(risk);
    double likely = BOUNDS.auditsWithin(risk, 0.05);
    SplittableRandom random = new SplittableRandom(7);
    double[] found = new double[lives];
    for (int life = 0; life < lives; life++) {
      found[life] = audits(random, good, _ -> risk, Integer.MAX_VALUE).audits;
    }
    double mean = Arrays.stream(found).average().orElseThrow();
    double late = (double) Arrays.stream(found).filter(n -> n > likely).count() / lives;
    reporter.publishEntry(
        "risk " + risk + " after " + good,
        "mean " + mean + " of at most " + expected + "; later than " + likely + ": " + late);
    assertThat(mean).isLessThan(expected);
    assertThat(late).isLessThan(limit(0.05, lives));
  }

  /// Risks that creep up, and risks that stay just above alpha.
  @Test
  void theExcessOfAnyDriftIsWithinItsBound(TestReporter reporter) {
    IntToDoubleFunction[] paths = {
      _ -> 0.052,
      _ -> 0.06,
      _ -> 0.075,
      n -> ALPHA + 0.05 * Math.min(1, n / 4000.0),
      n -> ALPHA + (n / 500 % 2 == 0 ? 0.04 : 0),
    };
    int most = 10_000;
    double bound = BOUNDS.expectedExcess(most);
    for (IntToDoubleFunction path : paths) {
      SplittableRandom random = new SplittableRandom(8);
      double excess = 0;
      for (int life = 0; life < 40; life++) {
        excess += audits(random, 200, path, most).excess / 40;
      }
      reporter.publishEntry("excess in " + most + " audits", excess + ", bound " + bound);
      assertThat(excess).isLessThan(bound);
    }
  }

  @Test
  void theExcessBoundGrowsSlowerThanTheAudits() {
    assertThat(BOUNDS.expectedExcess(5)).isCloseTo(5 * (1 - ALPHA), within(1e-9));
    double perAudit = Double.POSITIVE_INFINITY;
    for (long audits = 100; audits < 10_000_000; audits *= 3) {
      double next = BOUNDS.expectedExcess(audits) / audits;
      assertThat(next).isLessThan(perAudit);
      perAudit = next;
    }
    assertThat(perAudit).isCloseTo(BOUNDS.unnoticedRisk() - ALPHA, within(1e-4));
  }

  @Test
  void theBoundsAreThoseOfTheFormula() {
    double barrier = Math.log(HORIZON / (0.4 * DELTA * 0.5));
    double risk = 2.1 * ALPHA / (1 + 1.1 * ALPHA);
    double up = Math.log(risk / ALPHA);
    double growth = HoeffdingBentkus.relativeEntropy(risk, ALPHA);
    double starts = Math.ceil(2 / growth);
    double factor = risk * risk / ALPHA + (1 - risk) * (1 - risk) / (1 - ALPHA);
    double early = starts * Math.pow(factor, starts) * Math.exp(-1 - barrier - up);
    assertThat(BOUNDS.expectedAudits(risk))
        .isCloseTo(
            (barrier + up - Math.log(starts) + early) / growth + (starts - 1) / 2, within(1e-6));
    assertThat(BOUNDS.expectedAudits(ALPHA)).isInfinite();
    assertThat(BOUNDS.expectedAudits(0.055)).isInfinite();
    assertThat(BOUNDS.expectedAudits(0.5)).isLessThan(BOUNDS.expectedAudits(0.2));
    assertThat(BOUNDS.unnoticedRisk()).isBetween(1.1 * ALPHA, 1.2 * ALPHA);
    assertThat(BOUNDS.auditsWithin(ALPHA / 2, 0.05)).isInfinite();
  }

  @Test
  void aLifeAddsUp() {
    ServedBadly.Life quiet = new ServedBadly.Life(100_000, 0.1, List.of(), 50, 0.05);
    ServedBadly.Life busy =
        new ServedBadly.Life(
            100_000,
            0.1,
            List.of(new ServedBadly.Drift(2, 0.1), new ServedBadly.Drift(1, 0.3)),
            50,
            0.05);
    double calls = 20 * BOUNDS.expectedAudits(0.1) + 10 * BOUNDS.expectedAudits(0.3) + 150;
    assertThat(BOUNDS.expectedShare(quiet)).isEqualTo(0.05);
    assertThat(BOUNDS.expectedShare(busy)).isCloseTo(0.05 + calls / 100_000, within(1e-12));
    assertThat(BOUNDS.expectedExcessErrors(busy))
        .isCloseTo(10 * BOUNDS.expectedExcess(10_000) + 50 * (1 - ALPHA), within(1e-9));
    assertThatThrownBy(() -> new ServedBadly.Life(0, 0.1, List.of(), 0, 0.05))
        .hasMessageContaining("0 calls");
  }

  private record Found(int audits, double excess) {}

  /// Audits after a drift, up to the alarm or to `most`; a life with an alarm before is drawn anew.
  private static Found audits(
      SplittableRandom random, int good, IntToDoubleFunction path, int most) {
    RiskMonitor monitor = RiskMonitor.start(ALPHA, DELTA, HORIZON);
    for (int i = 0; i < good && !monitor.fired(); i++) {
      monitor = monitor.observe(coin(random, 0.03));
    }
    if (monitor.fired()) {
      return audits(random, good, path, most);
    }
    int audits = 0;
    double excess = 0;
    while (!monitor.fired() && audits < most) {
      double risk = path.applyAsDouble(audits++);
      excess += risk - ALPHA;
      monitor = monitor.observe(coin(random, risk));
    }
    return new Found(audits, excess);
  }
}
