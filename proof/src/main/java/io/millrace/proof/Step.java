package io.millrace.proof;

/// One threshold as it was tested.
///
/// @param threshold a call is answered where the confidence is at least this
/// @param answered certifying calls that it answers
/// @param disagreed those of them with a loss above 0
/// @param lossSum the sum of their losses; the same number as `disagreed` for right-or-wrong losses
/// @param pValue of "the risk is above alpha"
/// @param passed whether the p-value is at most delta
public record Step(
    double threshold, int answered, int disagreed, double lossSum, double pValue, boolean passed) {
  /// The step that a test found on the given losses.
  static Step of(double threshold, double[] losses, double pValue, double delta) {
    int disagreed = 0;
    double sum = 0;
    for (double loss : losses) {
      disagreed += loss > 0 ? 1 : 0;
      sum += loss;
    }
    return new Step(threshold, losses.length, disagreed, sum, pValue, pValue <= delta);
  }
}
