package io.millrace.learn.label;

/// Scores to probabilities, in place.
final class Softmax {
  private Softmax() {}

  static void of(float[] scores) {
    float top = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      top = Math.max(top, score);
    }
    float sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) Math.exp(scores[i] - top);
      sum += scores[i];
    }
    float scale = 1 / sum;
    for (int i = 0; i < scores.length; i++) {
      scores[i] *= scale;
    }
  }

  static void log(float[] scores) {
    float top = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      top = Math.max(top, score);
    }
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - top);
    }
    float shift = (float) (top + Math.log(sum));
    for (int i = 0; i < scores.length; i++) {
      scores[i] -= shift;
    }
  }

  static void log(double[] scores) {
    double top = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      top = Math.max(top, score);
    }
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(score - top);
    }
    double shift = top + Math.log(sum);
    for (int i = 0; i < scores.length; i++) {
      scores[i] -= shift;
    }
  }
}
