package io.millrace.flywheel.spend;

import io.millrace.model.Spend;

/// Callers' calls that something below the teacher answered: what they cost, and what the teacher
/// would have. Immutable.
///
/// @param audited calls whose audit says what the teacher costs
/// @param repeated calls that repeat one that the teacher answered, byte for byte
/// @param estimated calls whose teacher's cost is estimated from audits of others
/// @param unknown calls of which it is not known; they are in no amount here
/// @param knownCost the teacher's, of audited and repeated calls
/// @param estimatedCost the teacher's, of estimated calls
/// @param cost what the calls did cost, unknown ones not included
public record Saved(
    long audited,
    long repeated,
    long estimated,
    long unknown,
    Spend knownCost,
    Spend estimatedCost,
    Spend cost) {
  public static final Saved NONE = new Saved(0, 0, 0, 0, Spend.ZERO, Spend.ZERO, Spend.ZERO);

  /// All calls in it.
  public long calls() {
    return audited + repeated + estimated + unknown;
  }

  /// What the teacher would have cost.
  public Spend counterfactual() {
    return knownCost.plus(estimatedCost);
  }

  /// What is saved before the platform's own spending.
  public Spend gross() {
    return counterfactual().minus(cost);
  }

  Saved plus(Saved other) {
    return new Saved(
        audited + other.audited,
        repeated + other.repeated,
        estimated + other.estimated,
        unknown + other.unknown,
        knownCost.plus(other.knownCost),
        estimatedCost.plus(other.estimatedCost),
        cost.plus(other.cost));
  }
}
