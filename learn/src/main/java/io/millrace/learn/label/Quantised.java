package io.millrace.learn.label;

/// Weights as 8-bit numbers with a scale: `weight = scale * number`, numbers from -127 to 127.
final class Quantised {
  private static final float LARGEST = 127;

  private Quantised() {}

  /// Stores `values` as numbers from `at` on.
  ///
  /// @return the scale
  static float row(float[] values, byte[] out, int at) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    float scale = largest / LARGEST;
    for (int i = 0; i < values.length; i++) {
      out[at + i] = scale == 0 ? 0 : (byte) Math.round(values[i] / scale);
    }
    return scale;
  }

  /// Adds `factor` times the numbers from `from` on to `out`.
  static void add(float factor, byte[] numbers, int from, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] += factor * numbers[from + i];
    }
  }
}
