package io.millrace.flywheel.route;

/// One call of which both models' results are known.
///
/// @param score a router's, the higher, the more willingly the cheap model is asked
/// @param cheapLoss of the cheap model's answer, in \[0, 1\]: 1 is wrong
/// @param strongLoss of the strong model's answer, in \[0, 1\]
/// @param cheapCost of the cheap model's answer, in any unit of money
/// @param strongCost of the strong model's answer, in the same unit
public record CascadeRow(
    double score, double cheapLoss, double strongLoss, double cheapCost, double strongCost) {
  public CascadeRow {
    if (!(cheapLoss >= 0 && cheapLoss <= 1 && strongLoss >= 0 && strongLoss <= 1)) {
      throw new IllegalArgumentException("not in [0, 1]: " + cheapLoss + ", " + strongLoss);
    }
    if (!(Double.isFinite(score) && cheapCost >= 0 && strongCost >= 0)) {
      throw new IllegalArgumentException(
          "score " + score + ", costs " + cheapCost + ", " + strongCost);
    }
  }

  /// What the cascade loses on this call against asking the strong model, in \[-1, 1\].
  double difference(double threshold) {
    return score >= threshold ? cheapLoss - strongLoss : 0;
  }

  /// What the cascade saves on this call.
  double saved(double threshold) {
    return score >= threshold ? strongCost - cheapCost : 0;
  }
}
