package io.millrace.proof;

import java.util.Arrays;
import java.util.stream.IntStream;

/// What a student did on a set of calls: for each its confidence and its loss against the
/// reference, in the order of the calls.
///
/// Immutable; arrays are copied in and never handed out. A loss is either a verdict (wrong or not)
/// or a share in \[0, 1\]; that choice fixes which test certifies it.
public final class Outcomes {
  private final double[] confidence;
  private final double[] loss;
  private final boolean binary;

  private Outcomes(double[] confidence, double[] loss, boolean binary) {
    if (confidence.length != loss.length) {
      throw new IllegalArgumentException(
          "as many confidences as losses are needed: " + confidence.length + ", " + loss.length);
    }
    Checks.units("confidence", confidence);
    Checks.units("loss", loss);
    this.confidence = confidence;
    this.loss = loss;
    this.binary = binary;
  }

  /// Outcomes that are right or wrong.
  ///
  /// @param confidence in \[0, 1\], higher means surer
  public static Outcomes ofWrong(double[] confidence, boolean[] wrong) {
    double[] loss = IntStream.range(0, wrong.length).mapToDouble(i -> wrong[i] ? 1 : 0).toArray();
    return new Outcomes(confidence.clone(), loss, true);
  }

  /// Outcomes with a bounded loss, such as the share of a record's fields that differ.
  public static Outcomes ofLosses(double[] confidence, double[] losses) {
    return new Outcomes(confidence.clone(), losses.clone(), false);
  }

  public int size() {
    return loss.length;
  }

  /// Whether each loss is 0 or 1 by construction.
  public boolean binary() {
    return binary;
  }

  /// The losses of the calls whose confidence is at least a threshold, in call order.
  double[] acceptedLosses(double threshold) {
    return IntStream.range(0, loss.length)
        .filter(i -> confidence[i] >= threshold)
        .mapToDouble(i -> loss[i])
        .toArray();
  }

  /// The same calls, surest first; calls of equal confidence stay in call order.
  Outcomes surestFirst() {
    int[] order =
        IntStream.range(0, loss.length)
            .boxed()
            .sorted((a, b) -> Double.compare(confidence[b], confidence[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Outcomes(
        Arrays.stream(order).mapToDouble(i -> confidence[i]).toArray(),
        Arrays.stream(order).mapToDouble(i -> loss[i]).toArray(),
        binary);
  }

  double confidence(int index) {
    return confidence[index];
  }

  double loss(int index) {
    return loss[index];
  }
}
