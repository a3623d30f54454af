package io.millrace.proof;

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

  /// Whether "not worse by more than the margin" is proven.
  public boolean holds() {
    return pValue <= delta;
  }

  /// The student's error rate less the teacher's, as seen; 0 without calls.
  public double difference() {
    return n == 0 ? 0 : (double) (studentWrong - teacherWrong) / n;
  }
}
