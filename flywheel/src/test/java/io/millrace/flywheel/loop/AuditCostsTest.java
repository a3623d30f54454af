package io.millrace.flywheel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class AuditCostsTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-6);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final AuditCosts costs = new AuditCosts(() -> now);

  private void pass(long minutes) {
    now = now.plus(Duration.ofMinutes(minutes));
  }

  private void spend(long picodollars) {
    costs.spent(new Cost.Priced(new Picodollars(picodollars), "v"));
  }

  @Test
  void nothingIsSaidFromLessThanFiveMinutes() {
    spend(1000);
    pass(4);
    assertThat(costs.aDay()).isNaN();
    pass(1);
    assertThat(costs.aDay()).isEqualTo(1000.0 * 24 * 60 / 5, ROUNDING);
  }

  @Test
  void aCostThatIsNotKnownCountsNothing() {
    costs.spent(null);
    pass(10);
    assertThat(costs.aDay()).isZero();
  }

  @Test
  void aSteadySpendStaysWhatItIsHoweverLongItGoesOn() {
    for (int hour = 0; hour < 50; hour++) {
      spend(100);
      pass(60);
      assertThat(costs.aDay()).isEqualTo(2400, ROUNDING);
    }
  }

  @Test
  void whatWasLongAgoFades() {
    spend(100_000);
    pass(60);
    double before = costs.aDay();
    for (int hour = 0; hour < 24; hour++) {
      pass(60);
      costs.aDay();
    }
    assertThat(costs.aDay()).isLessThan(before / 1000);
  }

  @Test
  void otherRatesBeginAnew() {
    spend(100_000);
    pass(30);
    costs.begin();
    assertThat(costs.aDay()).isNaN();
    spend(10);
    pass(6);
    assertThat(costs.aDay()).isEqualTo(2400, ROUNDING);
  }
}
