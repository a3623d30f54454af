package io.millrace.learn.label;

import io.millrace.learn.text.NgramFeatures;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// A linear model on hashed n-grams with a softmax behind it; 8-bit weights, one scale for each
/// feature.
final class NgramMember implements Member {
  static final byte TAG = 1;

  /// Scores are summed in whole numbers of one part in so many; room for scores of up to 512.
  private static final float FIXED = 1 << 22;

  private final int labels;
  private final int[] keys;
  private final float[] inverse;
  private final float[] scales;
  private final byte[] weights;
  private final float[] bias;
  private final int[] slots;

  /// @param keys the features' hashes
  /// @param inverse the features' inverse document frequencies
  /// @param scales what one unit of each feature's weights is worth
  /// @param weights feature by feature
  private NgramMember(int[] keys, float[] inverse, float[] scales, byte[] weights, float[] bias) {
    this.labels = bias.length;
    this.keys = keys;
    this.inverse = inverse;
    this.scales = scales;
    this.weights = weights;
    this.bias = bias;
    slots = new int[2 * Integer.highestOneBit(2 * keys.length + 2)];
    for (int row = 0; row < keys.length; row++) {
      int at = keys[row] & slots.length - 1;
      while (slots[at] != 0) {
        at = at + 1 & slots.length - 1;
      }
      slots[at] = row + 1;
    }
  }

  /// @param share how much of naive Bayes is added, one of [NgramTraining#SHARES]
  static NgramMember of(NgramTraining trained, float share) {
    int labels = trained.bias.length;
    int rows = trained.idf.length;
    var scales = new float[rows];
    var weights = new byte[rows * labels];
    for (int row = 0; row < rows; row++) {
      scales[row] = Quantised.row(trained.row(row, share), weights, row * labels);
    }
    return new NgramMember(
        trained.keys(), trained.idf.clone(), scales, weights, trained.bias.clone());
  }

  @Override
  public void logProbabilities(String input, float[] out) {
    var features = NgramFeatures.of(input);
    int size = features.size();
    var rows = new int[size];
    var values = new float[size];
    int known = 0;
    float square = 0;
    for (int i = 0; i < size; i++) {
      int row = row(features.key(i));
      if (row >= 0) {
        float value = NgramTraining.damped(features.count(i)) * inverse[row];
        rows[known] = row;
        values[known++] = value;
        square += value * value;
      }
    }
    float unit = (float) (NgramTraining.LENGTH / Math.sqrt(Math.max(square, 1e-12))) * FIXED;
    var factors = new int[known];
    for (int i = 0; i < known; i++) {
      factors[i] = Math.round(values[i] * unit * scales[rows[i]]);
    }
    int[] sums = sums(rows, factors);
    for (int c = 0; c < labels; c++) {
      out[c] = bias[c] + sums[c] / FIXED;
    }
    Softmax.log(out);
  }

  /// The weighted sum of rows in whole numbers, four rows at a time.
  private int[] sums(int[] rows, int[] factors) {
    var sums = new int[labels];
    int i = 0;
    for (; i + 3 < factors.length; i += 4) {
      int r0 = rows[i] * labels;
      int r1 = rows[i + 1] * labels;
      int r2 = rows[i + 2] * labels;
      int r3 = rows[i + 3] * labels;
      int f0 = factors[i];
      int f1 = factors[i + 1];
      int f2 = factors[i + 2];
      int f3 = factors[i + 3];
      for (int c = 0; c < labels; c++) {
        sums[c] +=
            f0 * weights[r0 + c]
                + f1 * weights[r1 + c]
                + f2 * weights[r2 + c]
                + f3 * weights[r3 + c];
      }
    }
    for (; i < factors.length; i++) {
      int r0 = rows[i] * labels;
      for (int c = 0; c < labels; c++) {
        sums[c] += factors[i] * weights[r0 + c];
      }
    }
    return sums;
  }

  private int row(int key) {
    int at = key & slots.length - 1;
    while (slots[at] != 0) {
      int row = slots[at] - 1;
      if (keys[row] == key) {
        return row;
      }
      at = at + 1 & slots.length - 1;
    }
    return -1;
  }

  @Override
  public String title() {
    return "ngram";
  }

  @Override
  public long bytes() {
    return weights.length + 12L * keys.length + 4L * bias.length;
  }

  @Override
  public byte tag() {
    return TAG;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    Stored.write(out, keys);
    Stored.write(out, inverse);
    Stored.write(out, scales);
    Stored.write(out, weights);
    Stored.write(out, bias);
  }

  static NgramMember read(DataInput in, int labels) throws IOException {
    int[] keys = Stored.integers(in);
    float[] inverse = Stored.floats(in);
    float[] scales = Stored.floats(in);
    byte[] weights = Stored.bytes(in);
    float[] bias = Stored.floats(in);
    Stored.check(
        bias.length == labels
            && inverse.length == keys.length
            && scales.length == keys.length
            && weights.length == keys.length * labels,
        "n-gram sizes");
    return new NgramMember(keys, inverse, scales, weights, bias);
  }
}
