package io.millrace.learn.label;

import java.util.Arrays;
import java.util.SplittableRandom;

/* The network under training.
 *
 * Each token t has a vector e(t) of `dimension` values. A filter c of width w looks at windows of w tokens
 * around every position; e(t) times its slice at offset o is the number table(t, o, c), so a window's score is
 * a sum of w table entries. ReLU of the largest score over all positions is the filter's output. The outputs
 * of all filters stand beside the mean of the token vectors weighted by a / (a + p(t)) (smooth inverse
 * frequency, Arora, Liang and Ma, ICLR 2017), and a softmax layer follows.
 *
 * Forward, the table is computed once for the distinct tokens of a batch. Backward, only the winning window
 * of each filter has a gradient, so that is followed entry by entry.
 */

/// Parameters and gradients of the token convolution. One thread at a time.
final class TokenNetwork {
  /// The sizes of the network.
  ///
  /// @param dimension of a token vector
  /// @param filters how many
  /// @param width tokens that a filter sees, odd
  record Shape(int dimension, int filters, int width, int labels) {
    int table() {
      return filters * width;
    }

    int joined() {
      return filters + dimension;
    }
  }

  final Shape shape;

  /// Token vectors.
  final float[][] vectors;

  /// Filters, offset by offset, each a row of the dimension's length.
  final float[][] filters;

  /// One row.
  final float[][] filterBias;

  /// The last layer: a row of joined inputs for each label.
  final float[][] output;

  /// One row.
  final float[][] outputBias;

  /// The pooling weight of each token.
  final float[] pooling;

  final float[][] vectorsGradient;
  final float[][] filtersGradient;
  final float[][] filterBiasGradient;
  final float[][] outputGradient;
  final float[][] outputBiasGradient;

  private final float[][] filtersByDimension;
  private final float[][] outputByInput;
  private final float[] joined;
  private final float[] joinedGradient;
  private final float[] mean;
  private final float[] best;
  private final int[] bestAt;
  private final float[] window;
  private final float[] scores;
  private final float[] row;

  private final int[] slotOf;
  private final IntList batchTokens = new IntList();

  /// For each prepared token and offset, a row of an entry for each filter.
  private float[][] table = {};

  TokenNetwork(Shape shape, float[][] vectors, float[] pooling, SplittableRandom random) {
    this.shape = shape;
    this.vectors = vectors;
    this.pooling = pooling;
    double filterDeviation = Math.sqrt(1.0 / (shape.dimension() * shape.width()));
    filters = normal(shape.table(), shape.dimension(), filterDeviation, random);
    filterBias = new float[1][shape.filters()];
    output = normal(shape.labels(), shape.joined(), Math.sqrt(1.0 / shape.joined()), random);
    outputBias = new float[1][shape.labels()];
    vectorsGradient = Rows.like(vectors);
    filtersGradient = Rows.like(filters);
    filterBiasGradient = Rows.like(filterBias);
    outputGradient = Rows.like(output);
    outputBiasGradient = Rows.like(outputBias);
    filtersByDimension = new float[shape.dimension()][shape.table()];
    outputByInput = new float[shape.joined()][shape.labels()];
    joined = new float[shape.joined()];
    joinedGradient = new float[shape.joined()];
    mean = new float[shape.dimension()];
    best = new float[shape.filters()];
    bestAt = new int[shape.filters()];
    window = new float[shape.filters()];
    scores = new float[shape.labels()];
    row = new float[shape.table()];
    slotOf = new int[pooling.length];
    Arrays.fill(slotOf, -1);
  }

  private static float[][] normal(
      int rows, int columns, double deviation, SplittableRandom random) {
    var values = new float[rows][columns];
    for (float[] line : values) {
      for (int i = 0; i < columns; i++) {
        line[i] = (float) (random.nextGaussian() * deviation);
      }
    }
    return values;
  }

  /// Prepares for texts made of these tokens; -1 is a gap. Call after every change of the
  /// parameters.
  void prepare(int[][] texts) {
    batchTokens.clear();
    for (int[] text : texts) {
      for (int token : text) {
        if (token >= 0 && slotOf[token] < 0) {
          slotOf[token] = batchTokens.size();
          batchTokens.add(token);
        }
      }
    }
    Rows.transpose(filters, filtersByDimension);
    Rows.transpose(output, outputByInput);
    int needed = batchTokens.size() * shape.width();
    if (table.length < needed) {
      table = new float[needed + needed / 4][shape.filters()];
    }
    for (int slot = 0; slot < batchTokens.size(); slot++) {
      Rows.multiply(vectors[batchTokens.get(slot)], filtersByDimension, row);
      for (int o = 0; o < shape.width(); o++) {
        System.arraycopy(
            row, o * shape.filters(), table[slot * shape.width() + o], 0, shape.filters());
      }
    }
  }

  /// Ends the work on the prepared texts.
  void release() {
    for (int i = 0; i < batchTokens.size(); i++) {
      slotOf[batchTokens.get(i)] = -1;
    }
  }

  /// The distinct tokens of the texts prepared last.
  IntList preparedTokens() {
    return batchTokens;
  }

  /// The scores of a prepared text, before the softmax. The array is used again by the next call.
  ///
  /// @param mask what each joined input is multiplied by
  float[] forward(int[] text, float[] mask) {
    convolve(text);
    pool(text);
    int count = shape.filters();
    for (int c = 0; c < count; c++) {
      joined[c] = Math.max(best[c], 0) * mask[c];
    }
    for (int k = 0; k < mean.length; k++) {
      joined[count + k] = mean[k] * mask[count + k];
    }
    System.arraycopy(outputBias[0], 0, scores, 0, scores.length);
    for (int j = 0; j < joined.length; j++) {
      if (joined[j] != 0) {
        Rows.add(scores, joined[j], outputByInput[j]);
      }
    }
    return scores;
  }

  private void convolve(int[] text) {
    int half = shape.width() / 2;
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    Arrays.fill(bestAt, 0);
    for (int p = 0; p < text.length; p++) {
      System.arraycopy(filterBias[0], 0, window, 0, window.length);
      for (int o = 0; o < shape.width(); o++) {
        int t = p + o - half;
        if (t >= 0 && t < text.length && text[t] >= 0) {
          Rows.add(window, table[slotOf[text[t]] * shape.width() + o]);
        }
      }
      for (int c = 0; c < window.length; c++) {
        if (window[c] > best[c]) {
          best[c] = window[c];
          bestAt[c] = p;
        }
      }
    }
  }

  private void pool(int[] text) {
    Arrays.fill(mean, 0);
    float total = total(text);
    for (int token : text) {
      if (token >= 0) {
        Rows.add(mean, pooling[token] / total, vectors[token]);
      }
    }
  }

  private float total(int[] text) {
    float total = 1e-6f;
    for (int token : text) {
      if (token >= 0) {
        total += pooling[token];
      }
    }
    return total;
  }

  /// Adds the gradients of a prepared text whose [#forward] has just run.
  ///
  /// @param change of the loss by each score
  void backward(int[] text, float[] mask, float[] change) {
    Arrays.fill(joinedGradient, 0);
    for (int c = 0; c < change.length; c++) {
      if (change[c] != 0) {
        outputBiasGradient[0][c] += change[c];
        Rows.add(outputGradient[c], change[c], joined);
        Rows.add(joinedGradient, change[c], output[c]);
      }
    }
    for (int j = 0; j < joinedGradient.length; j++) {
      joinedGradient[j] *= mask[j];
    }
    backwardFilters(text);
    backwardPool(text);
  }

  private void backwardFilters(int[] text) {
    int half = shape.width() / 2;
    for (int c = 0; c < shape.filters(); c++) {
      float g = joinedGradient[c];
      if (g == 0 || !(best[c] > 0)) {
        continue;
      }
      filterBiasGradient[0][c] += g;
      for (int o = 0; o < shape.width(); o++) {
        int t = bestAt[c] + o - half;
        if (t >= 0 && t < text.length && text[t] >= 0) {
          int slice = o * shape.filters() + c;
          Rows.add(filtersGradient[slice], g, vectors[text[t]]);
          Rows.add(vectorsGradient[text[t]], g, filters[slice]);
        }
      }
    }
  }

  private void backwardPool(int[] text) {
    System.arraycopy(joinedGradient, shape.filters(), mean, 0, mean.length);
    float total = total(text);
    for (int token : text) {
      if (token >= 0) {
        Rows.add(vectorsGradient[token], pooling[token] / total, mean);
      }
    }
  }

  /// Numbers in a row, as many as are added.
  static final class IntList {
    private int[] values = new int[64];
    private int size;

    int size() {
      return size;
    }

    int get(int index) {
      return values[index];
    }

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    void clear() {
      size = 0;
    }
  }
}
