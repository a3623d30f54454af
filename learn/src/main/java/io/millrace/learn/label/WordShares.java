package io.millrace.learn.label;

import java.util.Arrays;

/// Multinomial naive Bayes as a linear model: for each feature and label the logarithm of the
/// feature's share of the label's texts, less its mean over the labels.
///
/// Shares are of feature values, not of counts, as in Rennie, Shih, Teevan and Karger, "Tackling
/// the Poor Assumptions of Naive Bayes Text Classifiers", ICML 2003; texts have unit length, and
/// each label's shares are smoothed towards those of all texts. How common a label is plays no
/// part. Being linear in the values that softmax regression reads, its scores can be added to that
/// model's weights at no cost.
final class WordShares {
  /// The mass of feature values that each label's shares take from all texts: about what 30
  /// sentences have.
  private static final float SMOOTHING = 200;

  private WordShares() {}

  /// A row of an entry for each label, for each feature: its scores for a value of 1. A label
  /// without texts gets the lowest that another gets.
  ///
  /// @param rows the features of each text
  /// @param values their values, each text's of the length [NgramTraining#LENGTH]
  /// @param labelOf the label of each text
  /// @param importance what each text counts for
  static float[][] scores(
      int[][] rows, float[][] values, int[] labelOf, float[] importance, int features, int labels) {
    var sums = new float[features][labels];
    var totals = new float[labels];
    for (int i = 0; i < rows.length; i++) {
      float factor = importance[i] / NgramTraining.LENGTH;
      for (int j = 0; j < rows[i].length; j++) {
        float value = factor * values[i][j];
        sums[rows[i][j]][labelOf[i]] += value;
        totals[labelOf[i]] += value;
      }
    }
    double mass = 0;
    for (float total : totals) {
      mass += total;
    }
    for (float[] row : sums) {
      turn(row, totals, mass);
    }
    return sums;
  }

  /// Turns a feature's sums into its scores.
  private static void turn(float[] row, float[] totals, double mass) {
    double all = 0;
    for (float sum : row) {
      all += sum;
    }
    if (!(all > 0)) {
      Arrays.fill(row, 0);
      return;
    }
    double background = SMOOTHING * all / mass;
    double lowest = Double.POSITIVE_INFINITY;
    for (int c = 0; c < row.length; c++) {
      if (totals[c] > 0) {
        row[c] = (float) Math.log((row[c] + background) / (totals[c] + SMOOTHING));
        lowest = Math.min(lowest, row[c]);
      }
    }
    double sum = 0;
    for (int c = 0; c < row.length; c++) {
      row[c] = totals[c] > 0 ? row[c] : (float) lowest;
      sum += row[c];
    }
    for (int c = 0; c < row.length; c++) {
      row[c] -= (float) (sum / row.length);
    }
  }
}
