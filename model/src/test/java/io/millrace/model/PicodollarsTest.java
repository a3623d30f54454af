package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PicodollarsTest {
  @Test
  void writesAndReadsPlainDecimals() {
    assertThat(new Picodollars(2_500_000_000L).toUsd()).isEqualTo("0.0025");
    assertThat(new Picodollars(1).toUsd()).isEqualTo("0.000000000001");
    assertThat(Picodollars.ZERO.toUsd()).isEqualTo("0");
    assertThat(new Picodollars(-12_000_000_000_000L).toUsd()).isEqualTo("-12");
    assertThat(new Picodollars(100_000_000_000_000L).toUsd()).isEqualTo("100");
    assertThat(Picodollars.parse("2.5e-3")).isEqualTo(new Picodollars(2_500_000_000L));
  }

  @Test
  void readsBackWhatItWrites() {
    var random = new SplittableRandom(20_250_301);
    for (int i = 0; i < 10_000; i++) {
      var amount = new Picodollars(random.nextLong() >> random.nextInt(64));
      assertThat(Picodollars.parse(amount.toUsd())).isEqualTo(amount);
      assertThat(new BigDecimal(amount.toUsd()))
          .isEqualByComparingTo(BigDecimal.valueOf(amount.amount(), 12));
      assertThat(amount.toUsd()).doesNotContain("E");
    }
  }

  @Test
  void refusesWhatIsNoExactAmount() {
    for (String text : new String[] {"", "free", "NaN", "0.0000000000001", "9223373", "1e400"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Picodollars.parse(text))
          .withMessageContaining("'" + text + "'");
    }
  }

  @Test
  void neverWrapsAround() {
    var most = new Picodollars(Long.MAX_VALUE);
    assertThatThrownBy(() -> most.plus(new Picodollars(1))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> new Picodollars(Long.MIN_VALUE).minus(new Picodollars(1)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void totalsGoBeyondALong() {
    Spend total = Spend.ZERO;
    BigInteger reference = BigInteger.ZERO;
    var random = new SplittableRandom(7);
    for (int i = 0; i < 1_000; i++) {
      long amount = Long.MAX_VALUE - random.nextLong(1_000_000);
      total = total.plus(new Picodollars(amount));
      reference = reference.add(BigInteger.valueOf(amount));
    }
    assertThat(total.picodollars()).isEqualTo(reference);
    assertThat(total.picodollars().bitLength()).isGreaterThan(64);
    assertThat(Spend.parse(total.toUsd())).isEqualTo(total);
    assertThat(total.minus(total)).isEqualTo(Spend.ZERO);
  }

  @Test
  void aTotalDoesNotDependOnTheOrderOrGroupingOfItsParts() {
    var random = new SplittableRandom(11);
    for (int round = 0; round < 200; round++) {
      Picodollars[] parts = new Picodollars[random.nextInt(1, 40)];
      Spend forward = Spend.ZERO;
      for (int i = 0; i < parts.length; i++) {
        parts[i] = new Picodollars(random.nextLong());
        forward = forward.plus(parts[i]);
      }
      int cut = random.nextInt(parts.length);
      Spend left = Spend.ZERO;
      Spend right = Spend.ZERO;
      for (int i = parts.length - 1; i >= 0; i--) {
        left = i < cut ? left.plus(parts[i]) : left;
        right = i < cut ? right : right.plus(parts[i]);
      }
      assertThat(left.plus(right)).isEqualTo(forward);
    }
  }

  @Test
  void projectsAndComparesWithOneRounding() {
    assertThat(Spend.parse("0.000000000003").times(new BigDecimal("0.5")))
        .isEqualTo(Spend.parse("0.000000000002"));
    assertThat(Spend.parse("0.000000000005").times(new BigDecimal("0.5")))
        .isEqualTo(Spend.parse("0.000000000002"));
    assertThat(Spend.parse("1").shareOf(Spend.parse("3"), 4)).isEqualTo(new BigDecimal("0.3333"));
    assertThat(Spend.parse("1").shareOf(Spend.ZERO, 4)).isEqualTo(new BigDecimal("0.0000"));
    assertThat(Spend.parse("12.345").toUsd(2)).isEqualTo("12.34");
  }
}
