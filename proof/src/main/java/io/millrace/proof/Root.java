package io.millrace.proof;

import java.util.function.DoublePredicate;

/// The edge of a monotone condition on \[0, 1\], to the last bit.
final class Root {
  private Root() {}

  /// The least double in \[0, 1\] found to satisfy a condition that, once true, stays true; 1 where
  /// none does. The answer itself satisfies the condition (unless it is 1), so a bound that is
  /// built on it never claims more than the test behind it.
  static double leastTrue(DoublePredicate condition) {
    double low = 0;
    double high = 1;
    while (true) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        return high;
      }
      if (condition.test(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
  }

  /// The greatest double in \[0, 1\] found to satisfy a condition that, once false, stays false; 0
  /// where none does.
  static double greatestTrue(DoublePredicate condition) {
    double low = 0;
    double high = 1;
    while (true) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        return low;
      }
      if (condition.test(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }
}
