package io.millrace.proof;

/// One point of a risk-coverage curve, as seen on the tuning calls.
///
/// @param threshold a call is answered where the confidence is at least this
/// @param answered tuning calls that it answers
/// @param coverage their share of all
/// @param risk their mean loss
public record CurvePoint(double threshold, int answered, double coverage, double risk) {
  double lossSum() {
    return risk * answered;
  }
}
