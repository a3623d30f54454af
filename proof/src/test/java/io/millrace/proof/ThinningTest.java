package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ThinningTest {
  @Test
  void everyCallIsKeptWithTheSameProbability() {
    SplittableRandom random = new SplittableRandom(1);
    double[] rates = {0.1, 0.25, 1};
    int[] calls = new int[3];
    int[] kept = new int[3];
    for (int i = 0; i < 300_000; i++) {
      int kind = random.nextInt(3);
      calls[kind]++;
      boolean observed = random.nextDouble() < rates[kind];
      kept[kind] += observed && Thinning.keeps("call-" + i, rates[kind], 0.1) ? 1 : 0;
    }
    for (int kind = 0; kind < 3; kind++) {
      double error = 4 * Math.sqrt(0.1 * 0.9 / calls[kind]);
      assertThat((double) kept[kind] / calls[kind]).isCloseTo(0.1, within(error));
    }
  }

  @Test
  void idsLookUniformAlsoWhereTheyAreAlike() {
    int[] cells = new int[64];
    int ids = 64_000;
    for (int i = 0; i < ids; i++) {
      cells[(int) (Thinning.uniform("01J" + i) * 64)]++;
    }
    double chiSquare = 0;
    for (int cell : cells) {
      chiSquare += (cell - 1000.0) * (cell - 1000.0) / 1000;
    }
    assertThat(chiSquare).as("63 degrees: 99.9% are below 104").isBetween(33.0, 104.0);
  }

  @Test
  void neighboursAreIndependent() {
    double sum = 0;
    int ids = 50_000;
    for (int i = 0; i < ids; i++) {
      sum += (Thinning.uniform("c" + i) - 0.5) * (Thinning.uniform("c" + (i + 1)) - 0.5);
    }
    assertThat(sum / ids * 12).isCloseTo(0, within(4 / Math.sqrt(ids)));
  }

  @Test
  void theSameCallIsAlwaysKeptOrNeverAndTheRarestAlways() {
    for (int i = 0; i < 100; i++) {
      String id = "x" + i;
      assertThat(Thinning.keeps(id, 0.3, 0.3)).isTrue();
      assertThat(Thinning.keeps(id, 0.9, 0.3)).isEqualTo(Thinning.keeps(id, 0.9, 0.3));
    }
    assertThatThrownBy(() -> Thinning.keeps("x", 0.1, 0.3)).hasMessageContaining("0.3");
  }
}
