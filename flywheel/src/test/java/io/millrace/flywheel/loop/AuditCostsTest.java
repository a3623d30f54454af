package io.millrace.flywheel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.NewObservation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // opened before each test
final class AuditCostsTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-6);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  @TempDir Path data;
  private ControlStore control;
  private AuditCosts costs;

  @BeforeEach
  void open() {
    control = ControlStore.open(data, () -> now);
    costs = new AuditCosts(control, () -> now);
  }

  @AfterEach
  void close() {
    control.close();
  }

  private boolean spent(long budget) {
    return costs.exhausted(new Picodollars(budget));
  }

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

  @Test
  void aBudgetIsSpentByTheDayAndByTheHour() {
    for (int hour = 0; hour < 10; hour++) {
      spend(100);
      costs.keep();
      assertThat(spent(1001)).as("an eighth of it in an hour is not spent, nor a day's").isFalse();
      assertThat(spent(800)).isTrue();
      pass(66);
    }
    assertThat(spent(1001)).isFalse();
    assertThat(spent(1000)).isTrue();
    pass(24 * 60 - 10 * 66);
    assertThat(spent(1000)).as("the first hundred are of the day before, but for a piece").isTrue();
    pass(6);
    assertThat(spent(1000)).isFalse();
  }

  @Test
  void whatIsSpentOutlivesTheProcess() {
    spend(100);
    assertThat(spent(100)).as("what is not written counts too").isTrue();
    costs.keep();
    costs.keep();
    costs = new AuditCosts(control, () -> now);
    assertThat(spent(100)).isTrue();
    assertThat(control.auditCosts(now.minusSeconds(1)).calls()).isOne();
  }

  @Test
  void auditsThatAreDrawnAreSpentAlready() {
    spend(10);
    spend(20);
    assertThat(spent(8 * 60)).isFalse();
    control.observed("test", 1, List.of(pending("c1"), pending("c2")));
    assertThat(spent(8 * 60 + 1)).isFalse();
    assertThat(spent(8 * 60)).as("two more of 15").isTrue();
  }

  private NewObservation pending(String call) {
    return new NewObservation(
        call,
        "s",
        "p",
        now,
        Source.AUDIT,
        1,
        0.9,
        "chat",
        "large",
        new byte[0],
        "",
        "h",
        Outcome.PENDING);
  }
}
