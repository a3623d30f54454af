package io.millrace.learn.route;

import io.millrace.learn.text.NgramCorpus;
import java.util.Arrays;

/// The features of training prompts as a matrix: readings standardised, n-grams weighted by inverse
/// document frequency and scaled to unit length. Immutable after construction.
final class Design {
  private static final int LEAST_TEXTS = 2;
  private static final double COMMONEST = 0.5;
  private static final int FEWEST = 20;

  final float[] mean;

  /// One over the standard deviation of each reading's value; 0 where it never changes.
  final float[] inverse;

  private final PromptFeatures features;
  private final float[][] dense;
  private final int[][] columns;
  private final float[][] values;
  private final int[] kept;
  private final float[] idf;

  /// @param rows the prompts that are trained on
  Design(PromptFeatures features, int[] rows) {
    this.features = features;
    int dimension = rows.length == 0 ? 0 : features.values(rows[0]).length;
    mean = new float[dimension];
    inverse = new float[dimension];
    standard(rows);
    dense = new float[rows.length][dimension];
    for (int i = 0; i < rows.length; i++) {
      float[] raw = features.values(rows[i]);
      for (int k = 0; k < dimension; k++) {
        dense[i][k] = (raw[k] - mean[k]) * inverse[k];
      }
    }
    NgramCorpus ngrams = features.ngrams();
    int[] frequency = frequency(ngrams, rows);
    var local = new int[frequency.length];
    kept = kept(frequency, rows.length, local);
    idf = new float[kept.length];
    for (int j = 0; j < kept.length; j++) {
      idf[j] = (float) Math.log((1.0 + rows.length) / frequency[kept[j]]);
    }
    columns = new int[rows.length][];
    values = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      sparse(ngrams, rows[i], i, local);
    }
  }

  private void standard(int[] rows) {
    for (int k = 0; k < mean.length; k++) {
      double sum = 0;
      double squares = 0;
      for (int row : rows) {
        double value = features.values(row)[k];
        sum += value;
        squares += value * value;
      }
      double average = sum / rows.length;
      double variance = squares / rows.length - average * average;
      mean[k] = (float) average;
      inverse[k] = variance > 1e-10 ? (float) (1 / Math.sqrt(variance)) : 0;
    }
  }

  private static int[] frequency(NgramCorpus ngrams, int[] rows) {
    var frequency = new int[ngrams.features()];
    for (int row : rows) {
      for (int feature : ngrams.rows(row)) {
        frequency[feature]++;
      }
    }
    return frequency;
  }

  private static int[] kept(int[] frequency, int texts, int[] local) {
    double most = texts < FEWEST ? texts : COMMONEST * texts;
    var kept = new int[frequency.length];
    int count = 0;
    for (int feature = 0; feature < frequency.length; feature++) {
      boolean keep = frequency[feature] >= LEAST_TEXTS && frequency[feature] <= most;
      local[feature] = keep ? count : -1;
      if (keep) {
        kept[count++] = feature;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private void sparse(NgramCorpus ngrams, int text, int at, int[] local) {
    int[] all = ngrams.rows(text);
    byte[] counts = ngrams.counts(text);
    var found = new int[all.length];
    var weights = new float[all.length];
    int size = 0;
    for (int f = 0; f < all.length; f++) {
      int column = local[all[f]];
      if (column >= 0) {
        found[size] = column;
        weights[size++] = NgramWeights.damped(counts[f]) * idf[column];
      }
    }
    columns[at] = Arrays.copyOf(found, size);
    values[at] = Arrays.copyOf(weights, size);
    NgramWeights.toUnitLength(values[at]);
  }

  int rows() {
    return dense.length;
  }

  /// The number of values and n-grams together.
  int width() {
    return mean.length + kept.length;
  }

  /// The hashes of the n-grams that are kept.
  int[] keys() {
    return Arrays.stream(kept).map(features.ngrams()::key).toArray();
  }

  /// Their inverse document frequencies.
  float[] idf() {
    return idf.clone();
  }

  /// The prior variance that a blend gives to each column, so that a prompt's has a mean of 1.
  float[] prior(Blend blend) {
    var prior = new float[width()];
    var readings = features.readings();
    int sentences = (int) readings.stream().filter(Reading.Sentence.class::isInstance).count();
    double sum = blend.ngrams();
    for (Reading reading : readings) {
      sum += blend.of(reading, sentences);
    }
    int at = 0;
    for (Reading reading : readings) {
      int end = at + reading.dimension();
      Arrays.fill(
          prior, at, end, (float) (blend.of(reading, sentences) / sum / reading.dimension()));
      at = end;
    }
    Arrays.fill(prior, at, prior.length, (float) (blend.ngrams() / sum));
    return prior;
  }

  /// `out = prior * (sum of the rows times their factors)`: weights from dual weights.
  void weights(int[] members, double[] factors, float[] prior, float[] out) {
    Arrays.fill(out, 0);
    for (int i = 0; i < members.length; i++) {
      float factor = (float) factors[i];
      float[] row = dense[members[i]];
      for (int k = 0; k < row.length; k++) {
        out[k] += factor * row[k];
      }
      int[] at = columns[members[i]];
      float[] value = values[members[i]];
      for (int j = 0; j < at.length; j++) {
        out[row.length + at[j]] += factor * value[j];
      }
    }
    for (int k = 0; k < out.length; k++) {
      out[k] *= prior[k];
    }
  }

  /// A row times weights.
  double times(int row, float[] weights) {
    float[] values = dense[row];
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int k = 0;
    for (; k + 3 < values.length; k += 4) {
      s0 += values[k] * weights[k];
      s1 += values[k + 1] * weights[k + 1];
      s2 += values[k + 2] * weights[k + 2];
      s3 += values[k + 3] * weights[k + 3];
    }
    for (; k < values.length; k++) {
      s0 += values[k] * weights[k];
    }
    double sum = (double) s0 + s1 + (s2 + s3);
    int[] at = columns[row];
    float[] value = this.values[row];
    float sparse = 0;
    for (int j = 0; j < at.length; j++) {
      sparse += value[j] * weights[values.length + at[j]];
    }
    return sum + sparse;
  }
}
