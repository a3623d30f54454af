package io.millrace.learn.label;

/// Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay
/// Regularization", ICLR 2019) for rows of parameters. Rows without a gradient may be left out of a
/// step; their moments then stay as they were. One thread at a time.
final class Adam {
  private static final float FIRST = 0.9f;
  private static final float SECOND = 0.999f;
  private static final float SMALL = 1e-8f;

  private final float[][] values;
  private final float[][] gradient;
  private final float[][] mean;
  private final float[][] square;

  Adam(float[][] values, float[][] gradient) {
    this.values = values;
    this.gradient = gradient;
    mean = Rows.like(values);
    square = Rows.like(values);
  }

  /// Moves every row against its gradient and clears that.
  ///
  /// @param step the number of this step, from 1 on
  void step(int step, double rate, double decay) {
    for (int row = 0; row < values.length; row++) {
      step(row, step, rate, decay);
    }
  }

  /// Moves one row against its gradient and clears that.
  void step(int row, int step, double rate, double decay) {
    float scale = (float) (rate / (1 - Math.pow(FIRST, step)));
    float correction = (float) (1 / (1 - Math.pow(SECOND, step)));
    float keep = (float) (1 - rate * decay);
    move(values[row], gradient[row], mean[row], square[row], scale, correction, keep);
  }

  private static void move(
      float[] values,
      float[] gradient,
      float[] mean,
      float[] square,
      float scale,
      float correction,
      float keep) {
    for (int i = 0; i < values.length; i++) {
      mean[i] = FIRST * mean[i] + (1 - FIRST) * gradient[i];
    }
    for (int i = 0; i < values.length; i++) {
      square[i] = SECOND * square[i] + (1 - SECOND) * gradient[i] * gradient[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] =
          values[i] * keep - scale * mean[i] / ((float) Math.sqrt(square[i] * correction) + SMALL);
    }
    java.util.Arrays.fill(gradient, 0);
  }
}
