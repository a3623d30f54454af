package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class BinomialTest {
  private static final MathContext EXACT = new MathContext(400);
  private static final Percentage TIGHT = Percentage.withPercentage(1e-10);

  @Test
  void agreesWithExactArithmetic() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 100; trial++) {
      int n = random.nextInt(1, 300);
      int k = random.nextInt(0, n);
      double p = Math.pow(random.nextDouble(), 3) * 0.98 + 0.001;
      double lower = exactCdf(k, n, p).doubleValue();
      double upper = BigDecimal.ONE.subtract(exactCdf(k, n, p)).doubleValue();
      String at = "k " + k + ", n " + n + ", p " + p;

      assertThat(Binomial.cdf(k, n, p)).as(at).isCloseTo(lower, TIGHT);
      assertThat(Binomial.survival(k + 1, n, p)).as(at).isCloseTo(upper, TIGHT);
      assertThat(Binomial.logCdf(k, n, p)).as(at).isCloseTo(Math.log(lower), within(1e-10));
    }
  }

  @Test
  void staysAccurateForMillionsOfTrials() {
    int n = 4_000_000;
    double p = 0.05;
    double deviation = Math.sqrt(n * p * (1 - p));
    int below = (int) (n * p - 2 * deviation);

    assertThat(Binomial.cdf(below, n, p)).isCloseTo(0.02275, within(2e-4));
    assertThat(Binomial.cdf(below, n, p) + Binomial.survival(below + 1, n, p))
        .isCloseTo(1, within(1e-12));
    assertThat(Binomial.logCdf(0, n, p)).isCloseTo(n * Math.log1p(-p), TIGHT);
    assertThat(Binomial.cdf(1000, n, p)).isZero();
    assertThat(Binomial.logCdf(1000, n, p)).isBetween(-210_000.0, -190_000.0);
  }

  @Test
  void massAddsUpToOne() {
    for (int n : new int[] {1, 7, 40, 1000}) {
      for (double p : new double[] {0.001, 0.05, 0.5, 0.97}) {
        double sum = 0;
        for (int k = 0; k <= n; k++) {
          sum += Binomial.pmf(k, n, p);
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
      }
    }
  }

  @Test
  void edgesAreExact() {
    assertThat(Binomial.cdf(-1, 10, 0.3)).isZero();
    assertThat(Binomial.cdf(10, 10, 0.3)).isEqualTo(1);
    assertThat(Binomial.cdf(0, 10, 0)).isEqualTo(1);
    assertThat(Binomial.cdf(9, 10, 1)).isZero();
    assertThat(Binomial.cdf(0, 0, 0.3)).isEqualTo(1);
    assertThat(Binomial.logCdf(-1, 10, 0.3)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Binomial.survival(0, 10, 0.3)).isEqualTo(1);
    assertThat(Binomial.survival(11, 10, 0.3)).isZero();
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatThrownBy(() -> Binomial.cdf(1, 10, Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Binomial.cdf(1, -1, 0.5)).hasMessageContaining("-1");
  }

  private static BigDecimal exactCdf(int k, int n, double p) {
    BigDecimal hit = new BigDecimal(p);
    BigDecimal miss = BigDecimal.ONE.subtract(hit);
    BigInteger ways = BigInteger.ONE;
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i <= k; i++) {
      BigDecimal term =
          new BigDecimal(ways).multiply(hit.pow(i, EXACT)).multiply(miss.pow(n - i, EXACT), EXACT);
      sum = sum.add(term, EXACT);
      ways = ways.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    return sum;
  }
}
