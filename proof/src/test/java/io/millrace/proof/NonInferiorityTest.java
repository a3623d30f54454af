package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class NonInferiorityTest {
  @Test
  void aStudentThatErrsWithItsTeacherIsNotInferior() {
    boolean[] wrong = new boolean[1000];
    for (int i = 0; i < wrong.length; i += 10) {
      wrong[i] = true;
    }
    NonInferiority result = NonInferiority.of(wrong, wrong, 0.05, 0.05);

    assertThat(result.holds()).isTrue();
    assertThat(result.difference()).isZero();
    assertThat(result.studentWrong()).isEqualTo(100);
    assertThat(result.upper()).isBetween(0.0, 0.02);
  }

  @Test
  void proofAndBoundAgree() {
    SplittableRandom random = new SplittableRandom(1);
    int proven = 0;
    for (int run = 0; run < 200; run++) {
      Pair pair = Pair.draw(random, 400, 0.06, 0.06);
      NonInferiority result = NonInferiority.of(pair.student, pair.teacher, 0.03, 0.05);
      assertThat(result.holds()).isEqualTo(result.upper() <= 0.03);
      assertThat(result.difference()).isLessThanOrEqualTo(result.upper());
      proven += result.holds() ? 1 : 0;
    }
    assertThat(proven).isBetween(20, 180);
  }

  @Test
  void aStudentAtTheMarginIsRarelyCleared() {
    SplittableRandom random = new SplittableRandom(2);
    int runs = 1000;
    int cleared = 0;
    for (int run = 0; run < runs; run++) {
      Pair pair = Pair.draw(random, 300, 0.11, 0.06);
      cleared += NonInferiority.of(pair.student, pair.teacher, 0.05, 0.1).holds() ? 1 : 0;
    }
    assertThat((double) cleared / runs).isLessThan(0.1 + 2 * Math.sqrt(0.09 / runs));
  }

  @Test
  void aBetterStudentCanBeProvenBetter() {
    Pair pair = Pair.draw(new SplittableRandom(3), 2000, 0.03, 0.15);
    NonInferiority result = NonInferiority.of(pair.student, pair.teacher, 0, 0.05);

    assertThat(result.holds()).isTrue();
    assertThat(result.upper()).isLessThan(0);
    assertThat(result.difference()).isCloseTo(-0.12, within(0.03));
  }

  @Test
  void isPaired() {
    assertThatThrownBy(() -> NonInferiority.of(new boolean[2], new boolean[3], 0.05, 0.05))
        .hasMessageContaining("2, 3");
    assertThat(NonInferiority.of(new boolean[0], new boolean[0], 0.05, 0.05).holds()).isFalse();
  }

  private static final class Pair {
    private final boolean[] student;
    private final boolean[] teacher;

    private Pair(int n) {
      student = new boolean[n];
      teacher = new boolean[n];
    }

    static Pair draw(SplittableRandom random, int n, double studentRisk, double teacherRisk) {
      Pair pair = new Pair(n);
      for (int i = 0; i < n; i++) {
        pair.student[i] = random.nextDouble() < studentRisk;
        pair.teacher[i] = random.nextDouble() < teacherRisk;
      }
      return pair;
    }
  }
}
