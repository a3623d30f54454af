package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SampleSizeTest {
  private static final int[] ERRORS = {0, 1, 2, 3, 5, 10};

  @Test
  void leastCallsMatchTheTable() {
    assertThat(leastCalls(0.01)).containsExactly(299, 473, 628, 773, 1049, 1693);
    assertThat(leastCalls(0.02)).containsExactly(149, 236, 313, 386, 523, 845);
    assertThat(leastCalls(0.05)).containsExactly(59, 93, 124, 153, 208, 336);
    assertThat(leastCalls(0.10)).containsExactly(29, 46, 61, 76, 103, 167);
  }

  @Test
  void hoeffdingBentkusNeedsMoreCallsByTheTable() {
    assertThat(leastBentkusCalls(0.01, 10)).isEqualTo(1895);
    assertThat(leastBentkusCalls(0.02, 3)).isEqualTo(457);
    assertThat(leastBentkusCalls(0.05, 0)).isEqualTo(59);
    assertThat(leastBentkusCalls(0.05, 5)).isEqualTo(240);
    assertThat(leastBentkusCalls(0.10, 1)).isEqualTo(56);
    assertThat(leastBentkusCalls(0.10, 10)).isEqualTo(186);
  }

  @Test
  void maxErrorsMatchTheTable() {
    int[] errors =
        IntStream.of(300, 500, 1000, 2000, 5000, 10000)
            .map(n -> SampleSize.maxErrors(n, 0.05, 0.05))
            .toArray();
    assertThat(errors).containsExactly(8, 16, 38, 83, 224, 463);
    assertThat(SampleSize.maxErrors(58, 0.05, 0.05)).isEqualTo(-1);
    assertThat(SampleSize.maxErrors(0, 0.05, 0.05)).isEqualTo(-1);
  }

  @Test
  void leastCallsAndMaxErrorsInvertEachOther() {
    for (int wrong = 0; wrong < 60; wrong++) {
      int n = SampleSize.leastCalls(0.07, 0.03, wrong);
      assertThat(SampleSize.maxErrors(n, 0.07, 0.03)).isEqualTo(wrong);
      assertThat(SampleSize.maxErrors(n - 1, 0.07, 0.03)).isEqualTo(wrong - 1);
    }
  }

  /// The table was searched on a coarse grid of n, and pass probability is saw-toothed: so its n
  /// must pass nine times in ten, and ours, from which on every n does, is near it.
  @Test
  void callsNeededMatchTheTable() {
    double[][] table = {
      {0.05, 0.03, 900}, {0.05, 0.034, 1375}, {0.05, 0.036, 1900}, {0.05, 0.04, 3900},
      {0.10, 0.04, 170}, {0.10, 0.05, 240}, {0.10, 0.06, 425}, {0.10, 0.07, 775},
      {0.10, 0.08, 1825},
    };
    for (double[] row : table) {
      int needed = SampleSize.callsNeeded(row[0], 0.05, row[1], 0.9).orElseThrow();
      assertThat(needed).as("risk %s", row[1]).isCloseTo((int) row[2], withinPercentage(10));
      assertThat(SampleSize.passProbability((int) row[2], row[0], 0.05, row[1])).isGreaterThan(0.9);
    }
  }

  @Test
  void fromTheCallsNeededOnEveryNumberOfCallsIsEnough() {
    double[][] cases = {{0.05, 0.02}, {0.10, 0.04}, {0.10, 0.05}, {0.2, 0.01}, {0.1, 0}};
    for (double[] pair : cases) {
      int needed = SampleSize.callsNeeded(pair[0], 0.05, pair[1], 0.9).orElseThrow();
      int lastFailing =
          IntStream.rangeClosed(1, 3 * needed)
              .filter(n -> SampleSize.passProbability(n, pair[0], 0.05, pair[1]) < 0.9)
              .max()
              .orElseThrow();
      assertThat(needed).as("risk %s", pair[1]).isEqualTo(lastFailing + 1);
    }
  }

  @Test
  void noNumberOfCallsIsEnoughAtOrAboveAlpha() {
    assertThat(SampleSize.callsNeeded(0.05, 0.05, 0.05, 0.9)).isEmpty();
    assertThat(SampleSize.callsNeeded(0.05, 0.05, 0.4, 0.9)).isEmpty();
    assertThat(SampleSize.callsNeeded(0.05, 0.05, 0.04999, 0.9)).isEmpty();
  }

  private static int[] leastCalls(double alpha) {
    return IntStream.of(ERRORS).map(k -> SampleSize.leastCalls(alpha, 0.05, k)).toArray();
  }

  private static int leastBentkusCalls(double alpha, int wrong) {
    return IntStream.iterate(wrong + 1, n -> n + 1)
        .filter(n -> HoeffdingBentkus.pValue(wrong, n, alpha) <= 0.05)
        .findFirst()
        .orElseThrow();
  }
}
