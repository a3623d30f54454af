package io.millrace.console.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FiguresTest {
  private final Figures english = new Figures(Language.EN);
  private final Figures chinese = new Figures(Language.ZH);

  @Test
  void writesMoneyWithCentsAndNeverCallsSomethingNothing() {
    assertThat(english.money(new BigDecimal("1234567.895"))).isEqualTo("$1,234,567.90");
    assertThat(english.money(BigDecimal.ZERO)).isEqualTo("$0.00");
    assertThat(english.money(new BigDecimal("0.00314"))).isEqualTo("$0.0031");
    assertThat(english.money(new BigDecimal("0.000000000001"))).isEqualTo("<$0.0001");
    assertThat(english.money(new BigDecimal("-2.5"))).isEqualTo("-$2.50");
    assertThat(english.roughMoney(new BigDecimal("46123.40"))).isEqualTo("$46,100");
    assertThat(english.roughMoney(new BigDecimal("9.41"))).isEqualTo("$9.41");
  }

  @Test
  void neverRoundsAShareToAllOrNothing() {
    assertThat(english.percent(0)).isEqualTo("0.0%");
    assertThat(english.percent(1)).isEqualTo("100.0%");
    assertThat(english.percent(0.9999)).isEqualTo(">99.9%");
    assertThat(english.percent(0.0001)).isEqualTo("<0.1%");
    assertThat(english.percent(0.4762)).isEqualTo("47.6%");
    assertThat(english.percent(Double.NaN)).isEqualTo("–");
  }

  @Test
  void roundsABoundUp() {
    assertThat(english.bound(0.05201)).isEqualTo("5.3%");
    assertThat(english.bound(0.1)).isEqualTo("10.0%");
    assertThat(english.points(-0.0039)).isEqualTo("-0.3");
  }

  @Test
  void writesChosenRatesWithoutNeedlessDecimals() {
    assertThat(english.rate(0.05)).isEqualTo("5%");
    assertThat(english.rate(1 - 0.05)).isEqualTo("95%");
    assertThat(english.rate(0.025)).isEqualTo("2.5%");
  }

  @Test
  void writesAWindowOnceForEachPartTheDaysShare() {
    Instant third = Instant.parse("2026-11-03T10:00:00Z");
    assertThat(english.days(third, third.plusSeconds(60))).isEqualTo("3 Nov 2026");
    assertThat(english.days(third, Instant.parse("2026-11-16T00:00:00Z")))
        .isEqualTo("3–16 Nov 2026");
    assertThat(english.days(third, Instant.parse("2026-12-01T00:00:00Z")))
        .isEqualTo("3 Nov – 1 Dec 2026");
    assertThat(english.days(third, Instant.parse("2027-01-01T00:00:00Z")))
        .isEqualTo("3 Nov 2026 – 1 Jan 2027");
    assertThat(chinese.days(third, Instant.parse("2026-11-16T00:00:00Z")))
        .isEqualTo("2026年11月3日至16日");
    assertThat(chinese.days(third, Instant.parse("2026-12-01T00:00:00Z")))
        .isEqualTo("2026年11月3日至12月1日");
    assertThat(chinese.minute(third)).isEqualTo("2026年11月3日 10:00 UTC");
  }

  @Test
  void picksTheUnitOfTimesAndSizes() {
    assertThat(english.micros(31.4)).isEqualTo("31 µs");
    assertThat(english.micros(4.26)).isEqualTo("4.3 µs");
    assertThat(english.micros(6_420)).isEqualTo("6.4 ms");
    assertThat(english.micros(912_000)).isEqualTo("912 ms");
    assertThat(english.micros(1_840_000)).isEqualTo("1.8 s");
    assertThat(english.bytes(999)).isEqualTo("999 B");
    assertThat(english.bytes(1_204_116)).isEqualTo("1.2 MB");
  }
}
