package io.millrace.proof;

/// Argument checks that the package shares; each message names the argument and its value.
final class Checks {
  private Checks() {}

  static void probability(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must lie strictly between 0 and 1: " + value);
    }
  }

  static void unit(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must lie in [0, 1]: " + value);
    }
  }

  static void counts(int wrong, int n) {
    if (n < 0 || wrong < 0 || wrong > n) {
      throw new IllegalArgumentException("wrong must lie in [0, n]: " + wrong + " of " + n);
    }
  }

  static void units(String name, double[] values) {
    for (double value : values) {
      unit(name, value);
    }
  }

  static void weight(double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException("a weight or floor must lie in (0, 1]: " + value);
    }
  }

  /// A probability of observation: known, and not under the floor (by more than rounding).
  static void observed(double probability, double floor) {
    if (!(probability >= floor * (1 - 1e-12) && probability <= 1)) {
      throw new IllegalArgumentException(
          "a call was observed with probability " + probability + ", the floor is " + floor);
    }
  }
}
