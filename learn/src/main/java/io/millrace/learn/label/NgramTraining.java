package io.millrace.learn.label;

import io.millrace.learn.text.NgramCorpus;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Fits softmax regression on n-gram features by plain stochastic gradient descent, one text a
/// step, the rate falling linearly to a tenth. Weights stand feature by feature.
///
/// Naive Bayes on the same features errs in other places, so some of its scores may be added.
final class NgramTraining {
  /// How features are weighed and steps are taken.
  ///
  /// @param epochs passes over the texts
  /// @param rate of the first step
  /// @param leastTexts a feature of fewer training texts is left out
  record Settings(int epochs, double rate, int leastTexts) {}

  /// The length of a text's vector.
  static final float LENGTH = 8;

  /// The strengths at which [WordShares] are worth adding, none first.
  static final List<Float> SHARES = List.of(0f, 0.025f, 0.05f);

  private static final float[] DAMPED = new float[Byte.MAX_VALUE + 1];

  static {
    for (int i = 1; i < DAMPED.length; i++) {
      DAMPED[i] = (float) (1 + Math.log(i));
    }
  }

  private final NgramCorpus corpus;
  private final int labels;
  private final int[] local;
  private final int[] kept;
  final float[] idf;

  /// A row of an entry for each label, for each kept feature.
  final float[][] weights;

  final float[] bias;

  private final float[][] shares;

  NgramTraining(
      NgramCorpus corpus,
      int[] texts,
      int[] labelOf,
      float[] importance,
      int labels,
      Settings settings,
      long seed) {
    this.corpus = corpus;
    this.labels = labels;
    var frequency = new int[corpus.features()];
    for (int text : texts) {
      for (int row : corpus.rows(text)) {
        frequency[row]++;
      }
    }
    local = new int[frequency.length];
    Arrays.fill(local, -1);
    int count = 0;
    for (int row = 0; row < frequency.length; row++) {
      if (frequency[row] >= settings.leastTexts()) {
        local[row] = count++;
      }
    }
    kept = new int[count];
    idf = new float[count];
    for (int row = 0; row < frequency.length; row++) {
      if (local[row] >= 0) {
        kept[local[row]] = row;
        idf[local[row]] = (float) (1 + Math.log((1.0 + texts.length) / (1 + frequency[row])));
      }
    }
    weights = new float[count][labels];
    bias = new float[labels];
    var rows = new int[texts.length][];
    var values = new float[texts.length][];
    var label = new int[texts.length];
    var weight = new float[texts.length];
    for (int i = 0; i < texts.length; i++) {
      rows[i] = rows(texts[i]);
      values[i] = values(texts[i], rows[i]);
      label[i] = labelOf[texts[i]];
      weight[i] = importance[texts[i]];
    }
    descend(rows, values, label, weight, settings, new SplittableRandom(seed));
    shares = WordShares.scores(rows, values, label, weight, count, labels);
  }

  private void descend(
      int[][] rows,
      float[][] values,
      int[] label,
      float[] weight,
      Settings settings,
      SplittableRandom random) {
    int[] order = new int[rows.length];
    Arrays.setAll(order, i -> i);
    var scores = new float[labels];
    long steps = (long) settings.epochs() * rows.length;
    long step = 0;
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      Shuffle.of(order, random);
      for (int i : order) {
        double rate = settings.rate() * (1 - 0.9 * step++ / steps);
        score(rows[i], values[i], scores);
        Softmax.of(scores);
        scores[label[i]] -= 1;
        float factor = (float) -rate * weight[i];
        for (int c = 0; c < labels; c++) {
          scores[c] *= factor;
          bias[c] += scores[c];
        }
        update(rows[i], values[i], scores);
      }
    }
  }

  /// The texts' kept features as local rows.
  private int[] rows(int text) {
    int[] all = corpus.rows(text);
    var rows = new int[all.length];
    int size = 0;
    for (int row : all) {
      if (local[row] >= 0) {
        rows[size++] = local[row];
      }
    }
    return Arrays.copyOf(rows, size);
  }

  private float[] values(int text, int[] rows) {
    int[] all = corpus.rows(text);
    byte[] counts = corpus.counts(text);
    var values = new float[rows.length];
    double square = 0;
    int size = 0;
    for (int i = 0; i < all.length; i++) {
      if (local[all[i]] >= 0) {
        float value = damped(counts[i]) * idf[local[all[i]]];
        values[size++] = value;
        square += (double) value * value;
      }
    }
    float scale = (float) (LENGTH / Math.sqrt(Math.max(square, 1e-12)));
    for (int i = 0; i < size; i++) {
      values[i] *= scale;
    }
    return values;
  }

  /// The weight of a feature that occurs so often: 1 + ln, and no more above 127.
  static float damped(int count) {
    return DAMPED[Math.min(count, Byte.MAX_VALUE)];
  }

  private void score(int[] rows, float[] values, float[] scores) {
    System.arraycopy(bias, 0, scores, 0, labels);
    for (int i = 0; i < rows.length; i++) {
      Rows.add(scores, values[i], weights[rows[i]]);
    }
  }

  private void update(int[] rows, float[] values, float[] change) {
    for (int i = 0; i < rows.length; i++) {
      Rows.add(weights[rows[i]], values[i], change);
    }
  }

  /// The weights of a feature with naive Bayes added, one for each label.
  ///
  /// @param share how much of it, one of [#SHARES]
  float[] row(int feature, float share) {
    float[] row = weights[feature].clone();
    Rows.add(row, share, shares[feature]);
    return row;
  }

  /// Log-probabilities of a text of the corpus with full weights.
  ///
  /// @param share how much of naive Bayes is added, one of [#SHARES]
  void logProbabilities(int text, float share, float[] out) {
    int[] rows = rows(text);
    float[] values = values(text, rows);
    score(rows, values, out);
    for (int i = 0; i < rows.length && share > 0; i++) {
      Rows.add(out, share * values[i], shares[rows[i]]);
    }
    Softmax.log(out);
  }

  /// The hashes of the kept features.
  int[] keys() {
    return Arrays.stream(kept).map(corpus::key).toArray();
  }
}
