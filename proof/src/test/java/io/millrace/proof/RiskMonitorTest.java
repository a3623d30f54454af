package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RiskMonitorTest {
  @Test
  void aBettorHasTheReferenceCapital() {
    Bettors bettors = Bettors.start(Stakes.single(2));
    for (int i = 0; i < 200; i++) {
      bettors = bettors.after((i % 10 == 0 ? 1 : 0) - 0.05);
    }
    assertThat(bettors.logTotal()).isCloseTo(2.329321921, within(5e-10));
  }

  @Test
  void agreesWithPlainArithmetic() {
    SplittableRandom random = new SplittableRandom(1);
    Stakes stakes = Stakes.above(0.1);
    double[] capital = new double[stakes.count()];
    double[] sums = new double[stakes.count()];
    Arrays.fill(capital, 1);
    RiskMonitor monitor = RiskMonitor.start(0.1, 0.02, 5000);
    for (int i = 0; i < 400; i++) {
      double loss = random.nextInt(8) == 0 ? random.nextDouble() : 0;
      double weight = 0.5 + random.nextDouble() / 2;
      monitor = monitor.observe(loss, weight);
      double level = 0;
      for (int j = 0; j < capital.length; j++) {
        double factor = 1 + stakes.size(j) * weight * (loss - 0.1);
        capital[j] *= factor;
        sums[j] = (sums[j] + 1) * factor;
        level += stakes.weight(j) * (0.6 * 0.02 * capital[j] + 0.4 * 0.02 * sums[j] / 5000);
      }
      assertThat(monitor.evidence().level()).isCloseTo(level, within(1e-9 * level));
    }
    assertThat(monitor.observations()).isEqualTo(400);
  }

  @Test
  void stakesAreBoundedAndTheirWeightsAddUp() {
    for (double alpha : new double[] {1e-6, 0.01, 0.05, 0.3, 0.9, 0.999}) {
      for (Stakes stakes : new Stakes[] {Stakes.above(alpha), Stakes.below(alpha)}) {
        double weights = 0;
        for (int j = 0; j < stakes.count(); j++) {
          weights += stakes.weight(j);
          assertThat(stakes.logFactor(j, 1 - alpha)).isFinite();
          assertThat(stakes.logFactor(j, -alpha)).isFinite();
        }
        assertThat(weights).isCloseTo(1, within(1e-15));
      }
    }
  }

  @Test
  void namesTheProcessTheNumbersAndWhereTheChangeBegan() {
    RiskMonitor bad = RiskMonitor.start(0.05, 0.05);
    while (!bad.fired()) {
      bad = bad.observe(bad.observations() % 5 == 0 ? 1 : 0);
    }
    RiskMonitor.Evidence early = bad.evidence();
    assertThat(early.process()).isEqualTo(RiskMonitor.Process.ALARM);
    assertThat(early.threshold()).isCloseTo(1 / 0.03, within(1e-9));
    assertThat(early.level()).isGreaterThanOrEqualTo(1);
    assertThat(early.observations()).isEqualTo(bad.observations());
    assertThat(early.disagreements()).isEqualTo((bad.observations() + 4) / 5);
    assertThat(early.sinceChange()).isEqualTo(bad.observations());

    RiskMonitor turned = RiskMonitor.start(0.05, 0.05);
    for (int i = 0; i < 3000; i++) {
      turned = turned.observe(i % 50 == 0 ? 1 : 0);
    }
    assertThat(turned.fired()).isFalse();
    while (!turned.fired()) {
      turned = turned.observe(turned.observations() % 5 == 0 ? 1 : 0);
    }
    RiskMonitor.Evidence late = turned.evidence();
    assertThat(late.process()).isEqualTo(RiskMonitor.Process.CHANGE);
    assertThat(late.threshold()).isCloseTo(10_000 / 0.02, within(1e-6));
    assertThat(late.sinceChange()).isEqualTo(late.observations() - 3000);
  }

  @Test
  void anAlarmIsFinal() {
    RiskMonitor fired = RiskMonitor.start(0.05, 0.05);
    while (!fired.fired()) {
      fired = fired.observe(1);
    }
    RiskMonitor after = fired.observe(0).observe(0);
    assertThat(after.toBytes()).isEqualTo(fired.toBytes());
  }

  @Test
  void aHundredThousandObservationsOverflowNothing() {
    RiskMonitor good = RiskMonitor.start(0.05, 0.05);
    for (int i = 0; i < 100_000; i++) {
      good = good.observe(0);
    }
    assertThat(good.evidence().level()).isBetween(0.0, 0.01);
    assertThat(good.evidence().sinceChange()).isZero();
    RiskMonitor turned = good;
    while (!turned.fired()) {
      turned = turned.observe(1);
    }
    assertThat(turned.observations() - good.observations()).isLessThan(12);
  }

  @Test
  void aStoredStateHasTheSameFuture() {
    SplittableRandom random = new SplittableRandom(2);
    RiskMonitor kept = RiskMonitor.start(0.07, 0.03, 2000);
    RiskMonitor stored = kept;
    for (int i = 0; i < 500; i++) {
      double loss = random.nextInt(12) == 0 ? random.nextDouble() : 0;
      double weight = 1 - random.nextDouble() / 2;
      kept = kept.observe(loss, weight);
      stored = RiskMonitor.fromBytes(stored.toBytes()).observe(loss, weight);
      assertThat(stored.toBytes()).isEqualTo(kept.toBytes());
      assertThat(stored.evidence()).isEqualTo(kept.evidence());
    }
    assertThat(stored.toBytes()).hasSizeLessThan(400);
  }

  @Test
  void refusesOtherBytes() {
    byte[] state = RiskMonitor.start(0.05, 0.05).observe(1).toBytes();
    byte[] newer = state.clone();
    newer[1] = 9;
    byte[] other = state.clone();
    other[0]++;

    assertThatThrownBy(() -> RiskMonitor.fromBytes(newer)).hasMessageContaining("version 9");
    assertThatThrownBy(() -> RiskMonitor.fromBytes(other)).hasMessageContaining("kind");
    assertThatThrownBy(() -> RiskMonitor.fromBytes(Arrays.copyOf(state, state.length - 1)))
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> RiskMonitor.fromBytes(Arrays.copyOf(state, state.length + 3)))
        .hasMessageContaining("3 bytes too many");
    assertThatThrownBy(() -> RiskMonitor.fromBytes(new byte[0])).hasMessageContaining("0 bytes");
  }

  @Test
  void refusesWhatIsNoLossOrWeight() {
    RiskMonitor monitor = RiskMonitor.start(0.05, 0.05);
    assertThatThrownBy(() -> monitor.observe(1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> monitor.observe(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> monitor.observe(1, 0)).hasMessageContaining("0.0");
    assertThatThrownBy(() -> RiskMonitor.start(0.05, 0.05, 0)).hasMessageContaining("0");
  }
}
