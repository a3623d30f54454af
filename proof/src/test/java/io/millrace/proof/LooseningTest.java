package io.millrace.proof;

import static io.millrace.proof.SimulatedLives.ALPHA;
import static io.millrace.proof.SimulatedLives.DELTA;
import static io.millrace.proof.SimulatedLives.coin;
import static io.millrace.proof.SimulatedLives.limit;
import static io.millrace.proof.SimulatedLives.share;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Calls that a looser threshold would accept: a third were escalated and are all seen, with a risk
/// twice that of the others, of which a fifth is audited.
final class LooseningTest {
  private static final double AUDIT_RATE = 0.2;

  @Test
  void loosensWronglyInAtMostDeltaOfLives(TestReporter reporter) {
    int lives = 1000;
    double wrong = share(lives, random -> run(random, ALPHA, 4000, true).proven());
    reporter.publishEntry("loosened at alpha", "" + wrong);
    assertThat(wrong).isLessThan(limit(DELTA, lives));
  }

  @Test
  void withoutWeightsSafeEscalatedCallsHideBadAcceptedOnes() {
    int lives = 200;
    assertThat(share(lives, random -> run(random, ALPHA, 4000, 0.5, false).proven()))
        .isGreaterThan(limit(DELTA, lives));
    assertThat(share(lives, random -> run(random, ALPHA, 4000, 0.5, true).proven()))
        .isLessThan(limit(DELTA, lives));
  }

  @Test
  void loosensWhereTheRiskIsHalfOfAlpha(TestReporter reporter) {
    double proven = share(200, random -> run(random, ALPHA / 2, 10_000, true).proven());
    reporter.publishEntry("loosened at half of alpha in 10,000 calls", "" + proven);
    assertThat(proven).isGreaterThan(0.9);
  }

  @Test
  void aStoredStateHasTheSameFuture() {
    SplittableRandom random = new SplittableRandom(5);
    Loosening kept = Loosening.start(ALPHA, DELTA, 0.25);
    Loosening stored = kept;
    for (int i = 0; i < 400; i++) {
      double loss = coin(random, 0.01);
      double probability = random.nextBoolean() ? 1 : 0.25;
      kept = kept.observe(loss, probability);
      stored = Loosening.fromBytes(stored.toBytes()).observe(loss, probability);
      assertThat(stored.toBytes()).isEqualTo(kept.toBytes());
    }
    assertThat(stored.capital()).isEqualTo(kept.capital());
    assertThat(kept.proven()).isTrue();
    assertThat(kept.observe(1, 1).proven()).as("final").isTrue();
    assertThat(kept.observe(1, 1).observations()).isEqualTo(kept.observations());
  }

  @Test
  void refusesAProbabilityUnderTheFloor() {
    Loosening loosening = Loosening.start(ALPHA, DELTA, 0.2);
    assertThatThrownBy(() -> loosening.observe(0, 0.1)).hasMessageContaining("0.1");
    assertThatThrownBy(() -> loosening.observe(0, Double.NaN)).hasMessageContaining("NaN");
  }

  private static Loosening run(SplittableRandom random, double risk, int calls, boolean weighted) {
    return run(random, risk, calls, 2, weighted);
  }

  /// @param ratio the risk of the escalated calls over that of the accepted ones
  private static Loosening run(
      SplittableRandom random, double risk, int calls, double ratio, boolean weighted) {
    Loosening loosening = Loosening.start(ALPHA, DELTA, weighted ? AUDIT_RATE : 1);
    double accepted = 3 * risk / (2 + ratio);
    for (int call = 0; call < calls; call++) {
      boolean escalated = random.nextInt(3) == 0;
      double rate = escalated ? 1 : AUDIT_RATE;
      double loss = coin(random, escalated ? ratio * accepted : accepted);
      if (coin(random, rate) == 1) {
        loosening = loosening.observe(loss, weighted ? rate : 1);
      }
    }
    return loosening;
  }
}
