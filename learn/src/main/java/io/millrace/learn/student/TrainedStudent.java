package io.millrace.learn.student;

import java.util.List;

/// A trained student and what training learned about it.
///
/// @param student as it will be served: pruned, quantised
/// @param outOfFold one prediction for each training example, in order, by models that had not seen
///   it (same recipe, folds of the training part); for curves and for predicting power, never a
///   proof
/// @param compaction size, speed and agreement before and after pruning and quantising
/// @param notes what was tried and chosen, for the provenance, one short sentence each
public record TrainedStudent(
    Student student, List<Prediction> outOfFold, Compaction compaction, List<String> notes) {
  public TrainedStudent {
    outOfFold = List.copyOf(outOfFold);
    notes = List.copyOf(notes);
  }

  /// What pruning and quantising did, measured on held-out training examples.
  ///
  /// @param bytesBefore stored size with full weights
  /// @param bytesAfter stored size as served
  /// @param agreementBefore share of held-out examples answered as the teacher did, full weights
  /// @param agreementAfter the same, as served
  public record Compaction(
      long bytesBefore, long bytesAfter, double agreementBefore, double agreementAfter) {}
}
