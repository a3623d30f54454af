package io.millrace.learn.label;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Softmax regression on standardised sentence vectors, by stochastic gradient descent with L2.
final class EncoderHead {
  /// @param epochs passes over the texts
  /// @param rate of the first step, falling linearly to a tenth
  /// @param decay the L2 penalty
  record Settings(int epochs, double rate, double decay) {}

  private static final float LENGTH = 3;

  /// A row of an entry for each label, for each value of a raw vector.
  final float[][] weights;

  final float[] bias;

  private EncoderHead(float[][] weights, float[] bias) {
    this.weights = weights;
    this.bias = bias;
  }

  static EncoderHead of(float[][] weights, float[] bias) {
    return new EncoderHead(weights, bias);
  }

  static EncoderHead fit(
      float[][] vectors,
      int[] members,
      int[] labelOf,
      float[] importance,
      int labels,
      Settings settings,
      long seed) {
    int dimension = vectors[members[0]].length;
    var mean = new float[dimension];
    var factor = new float[dimension];
    standard(vectors, members, mean, factor);
    var weights = new float[dimension][labels];
    var bias = new float[labels];
    var order = members.clone();
    var random = new SplittableRandom(seed);
    var scores = new float[labels];
    var input = new float[dimension];
    long steps = (long) settings.epochs() * order.length;
    long step = 0;
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      Shuffle.of(order, random);
      for (int text : order) {
        double rate = settings.rate() * (1 - 0.9 * step++ / steps);
        for (int k = 0; k < dimension; k++) {
          input[k] = (vectors[text][k] - mean[k]) * factor[k];
        }
        score(input, weights, bias, scores);
        Softmax.of(scores);
        scores[labelOf[text]] -= 1;
        float move = (float) -rate * importance[text];
        for (int c = 0; c < labels; c++) {
          scores[c] *= move;
          bias[c] += scores[c];
        }
        float keep = (float) (1 - rate * settings.decay());
        for (int k = 0; k < dimension; k++) {
          decay(weights[k], keep, input[k], scores);
        }
      }
    }
    return folded(weights, bias, mean, factor);
  }

  private static void decay(float[] row, float keep, float value, float[] change) {
    for (int c = 0; c < row.length; c++) {
      row[c] = row[c] * keep + value * change[c];
    }
  }

  private static void standard(float[][] vectors, int[] members, float[] mean, float[] factor) {
    int dimension = mean.length;
    for (int k = 0; k < dimension; k++) {
      double sum = 0;
      double square = 0;
      for (int text : members) {
        sum += vectors[text][k];
        square += (double) vectors[text][k] * vectors[text][k];
      }
      double average = sum / members.length;
      mean[k] = (float) average;
      double deviation = Math.sqrt(Math.max(square / members.length - average * average, 1e-12));
      factor[k] = (float) (LENGTH / (deviation * Math.sqrt(dimension)));
    }
  }

  /// The same function of raw vectors.
  private static EncoderHead folded(float[][] weights, float[] bias, float[] mean, float[] factor) {
    int labels = bias.length;
    var raw = new float[weights.length][labels];
    var shifted = Arrays.copyOf(bias, labels);
    for (int k = 0; k < mean.length; k++) {
      for (int c = 0; c < labels; c++) {
        raw[k][c] = weights[k][c] * factor[k];
        shifted[c] -= raw[k][c] * mean[k];
      }
    }
    return new EncoderHead(raw, shifted);
  }

  private static void score(float[] input, float[][] weights, float[] bias, float[] scores) {
    Rows.multiply(input, weights, scores);
    Rows.add(scores, bias);
  }

  void logProbabilities(float[] vector, float[] out) {
    score(vector, weights, bias, out);
    Softmax.log(out);
  }
}
