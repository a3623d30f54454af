package io.millrace.learn.route;

import io.millrace.learn.text.NgramFeatures;

/// A linear function of the hashed n-grams of a text, which have unit length together. Immutable.
final class NgramWeights {
  private static final float[] DAMPED = new float[Byte.MAX_VALUE + 1];

  static {
    for (int i = 1; i < DAMPED.length; i++) {
      DAMPED[i] = (float) (1 + Math.log(i));
    }
  }

  final int[] keys;
  final float[] idf;
  final float[] weights;
  private final int[] slots;

  /// @param keys the features' hashes
  /// @param idf the features' inverse document frequencies
  NgramWeights(int[] keys, float[] idf, float[] weights) {
    this.keys = keys;
    this.idf = idf;
    this.weights = weights;
    slots = new int[2 * Integer.highestOneBit(2 * keys.length + 2)];
    for (int row = 0; row < keys.length; row++) {
      int at = keys[row] & slots.length - 1;
      while (slots[at] != 0) {
        at = at + 1 & slots.length - 1;
      }
      slots[at] = row + 1;
    }
  }

  /// The function's value for a text.
  double of(String text) {
    var features = NgramFeatures.of(text);
    var sum = new Sum();
    for (int f = 0; f < features.size(); f++) {
      sum.add(features.key(f), features.count(f));
    }
    return sum.value();
  }

  /// The function's value for a text of a corpus.
  double of(io.millrace.learn.text.NgramCorpus corpus, int text) {
    int[] rows = corpus.rows(text);
    byte[] counts = corpus.counts(text);
    var sum = new Sum();
    for (int f = 0; f < rows.length; f++) {
      sum.add(corpus.key(rows[f]), counts[f]);
    }
    return sum.value();
  }

  private final class Sum {
    private double dot;
    private double square;

    void add(int key, int count) {
      int at = key & slots.length - 1;
      while (slots[at] != 0) {
        int row = slots[at] - 1;
        if (keys[row] == key) {
          double value = damped(count) * idf[row];
          dot += value * weights[row];
          square += value * value;
          return;
        }
        at = at + 1 & slots.length - 1;
      }
    }

    double value() {
      return dot / Math.sqrt(Math.max(square, 1e-12));
    }
  }

  /// The weight of a feature that occurs so often: 1 + ln, and no more above 127.
  static float damped(int count) {
    return DAMPED[Math.min(count, Byte.MAX_VALUE)];
  }

  static void toUnitLength(float[] values) {
    double square = 0;
    for (float value : values) {
      square += (double) value * value;
    }
    float scale = (float) (1 / Math.sqrt(Math.max(square, 1e-12)));
    for (int i = 0; i < values.length; i++) {
      values[i] *= scale;
    }
  }
}
