package io.millrace.proof;

import java.util.Arrays;

/// The result of comparing student and teacher on the same calls with true labels: is the student's
/// error rate at most the teacher's plus a margin?
///
/// The paired difference D = wrong(student) - wrong(teacher) in {-1, 0, 1} is mapped to (D + 1) / 2
/// and bounded by betting ({@link Betting#upper}), which gains from the calls on which both are
/// right or both wrong. The calls must be a random sample of those that the claim is about, in an
/// order fixed before the labels were seen.
///
/// @param n labelled calls
/// @param studentWrong calls that the student got wrong
/// @param teacherWrong calls that the teacher got wrong
/// @param margin by how much the student's error rate may be higher, in (-1, 1)
/// @param delta the probability of claiming it wrongly
/// @param pValue of "the student is worse by more than the margin"
/// @param upper the bound on the difference of the error rates at level delta, in \[-1, 1\]
public record NonInferiority(
    int n,
    int studentWrong,
    int teacherWrong,
    double margin,
    double delta,
    double pValue,
    double upper) {
  private static final double[] FLOORS = {1 / 2.0, 1 / 8.0, 1 / 32.0, 1 / 128.0};

  /// For which number of calls the bets are tuned; any number is valid.
  private static final int PLANNED = 1000;

  /// Compares the two on the same calls, in call order.
  public static NonInferiority of(
      boolean[] studentWrong, boolean[] teacherWrong, double margin, double delta) {
    if (studentWrong.length != teacherWrong.length) {
      throw new IllegalArgumentException(
          "the comparison is paired: " + studentWrong.length + ", " + teacherWrong.length);
    }
    int n = studentWrong.length;
    double[] mapped = new double[n];
    int student = 0;
    int teacher = 0;
    for (int i = 0; i < n; i++) {
      student += studentWrong[i] ? 1 : 0;
      teacher += teacherWrong[i] ? 1 : 0;
      mapped[i] = ((studentWrong[i] ? 1 : 0) - (teacherWrong[i] ? 1 : 0) + 1) / 2.0;
    }
    double pValue = Betting.pValue(mapped, (margin + 1) / 2, delta);
    double upper = 2 * Betting.upper(mapped, delta) - 1;
    return new NonInferiority(n, student, teacher, margin, delta, pValue, upper);
  }

  /// Compares the two on calls that were each observed with a probability of its own, and of which
  /// only the differences are known. It may be looked at after every call.
  ///
  /// Each floor has a bettor ({@link WeightedRisk}) with its share of delta, which stops at the
  /// first call that was observed with less: so the probabilities need not be known beforehand, and
  /// may follow from the calls before. Calls that were observed with less than 1/128 prove nothing.
  ///
  /// @param differences wrong(student) - wrong(teacher) by call: -1, 0 or 1; what is not known
  ///   counts as 1, and is not left out
  /// @param probabilities with which each was to be observed, in (0, 1\]
  /// @return the wrong ones are those on which the other was right
  public static NonInferiority observed(
      int[] differences, double[] probabilities, double margin, double delta) {
    int n = differences.length;
    if (probabilities.length != n) {
      throw new IllegalArgumentException(n + " differences, " + probabilities.length);
    }
    double pValue = 1;
    double upper = 1;
    for (double floor : FLOORS) {
      int within = within(probabilities, floor);
      double[] losses = new double[within];
      for (int i = 0; i < within; i++) {
        losses[i] = (differences[i] + 1) / 2.0;
      }
      WeightedRisk risk =
          WeightedRisk.of(
              losses,
              Arrays.copyOf(probabilities, within),
              floor,
              PLANNED,
              (margin + 1) / 2,
              delta / FLOORS.length);
      pValue = Math.min(pValue, FLOORS.length * risk.pValue());
      upper = Math.min(upper, 2 * risk.upper() - 1);
    }
    int student = (int) Arrays.stream(differences).filter(d -> d > 0).count();
    int teacher = (int) Arrays.stream(differences).filter(d -> d < 0).count();
    return new NonInferiority(n, student, teacher, margin, delta, pValue, upper);
  }

  private static int within(double[] probabilities, double floor) {
    int n = 0;
    while (n < probabilities.length && probabilities[n] >= floor) {
      n++;
    }
    return n;
  }

  /// Whether "not worse by more than the margin" is proven.
  public boolean holds() {
    return pValue <= delta;
  }

  /// The student's error rate less the teacher's, as seen; 0 without calls.
  public double difference() {
    return n == 0 ? 0 : (double) (studentWrong - teacherWrong) / n;
  }
}
