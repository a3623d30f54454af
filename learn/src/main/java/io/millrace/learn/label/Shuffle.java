package io.millrace.learn.label;

import java.util.SplittableRandom;

/// Fisher and Yates' shuffle, in place.
final class Shuffle {
  private Shuffle() {}

  static void of(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
