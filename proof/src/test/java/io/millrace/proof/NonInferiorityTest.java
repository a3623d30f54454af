package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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

  /// 300 lives of 1,500 calls, drawn with .95, then .5, then .05 as a canary grows, with a student
  /// that is worse by exactly the margin; each life is looked at after every 150 calls.
  @Test
  void peekingAtObservedCallsDoesNotWearThePromiseOut() {
    int lives = 300;
    int proven = 0;
    for (int life = 0; life < lives; life++) {
      proven += provenWhilePeeking(new SplittableRandom(life), 0.06, 0.04) ? 1 : 0;
    }
    assertThat(proven).isLessThanOrEqualTo((int) (lives * 0.05 + 2 * Math.sqrt(lives * 0.0475)));
  }

  @Test
  void aStudentThatIsNoWorseIsProvenByObservedCalls() {
    int proven = 0;
    for (int life = 0; life < 40; life++) {
      proven += provenWhilePeeking(new SplittableRandom(life), 0.01, 0.03) ? 1 : 0;
    }
    assertThat(proven).isGreaterThanOrEqualTo(30);
  }

  @Test
  void callsThatWereHardlyObservedProveNothing() {
    double[] rare = new double[5000];
    Arrays.fill(rare, 0.001);
    assertThat(NonInferiority.observed(new int[5000], rare, 0.05, 0.05).holds()).isFalse();
    Arrays.fill(rare, 0.5);
    assertThat(NonInferiority.observed(new int[5000], rare, 0.05, 0.05).holds()).isTrue();
    assertThat(NonInferiority.observed(new int[0], new double[0], 0.05, 0.05).holds()).isFalse();
  }

  private static boolean provenWhilePeeking(
      SplittableRandom random, double studentOnly, double teacherOnly) {
    int n = 1500;
    int[] differences = new int[n];
    double[] probabilities = new double[n];
    for (int i = 0; i < n; i++) {
      double place = random.nextDouble();
      differences[i] = place < studentOnly ? 1 : place < studentOnly + teacherOnly ? -1 : 0;
      probabilities[i] = i < 500 ? 0.95 : i < 1000 ? 0.5 : 0.05;
      if ((i + 1) % 150 == 0
          && NonInferiority.observed(
                  Arrays.copyOf(differences, i + 1),
                  Arrays.copyOf(probabilities, i + 1),
                  0.02,
                  0.05)
              .holds()) {
        return true;
      }
    }
    return false;
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
