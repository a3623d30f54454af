package io.millrace.sandbox.server;

import io.millrace.sandbox.TextHash;
import io.millrace.sandbox.TokenRule;
import java.util.Locale;

/// Turns texts into unit vectors: words, and pairs and triples of characters, hashed. Equal texts
/// have equal vectors, texts with much in common similar ones.
final class Embedder {
  /// How long vectors are when nothing is asked for.
  static final int DIMENSIONS = 384;

  private static final int PLACES = 4;

  private Embedder() {}

  static float[] embed(String text, int dimensions) {
    var sums = new double[dimensions];
    String lower = text.toLowerCase(Locale.ROOT);
    for (String word : lower.split("[^\\p{L}\\p{N}]+")) {
      if (!word.isEmpty() && !TokenRule.isCjk(word.charAt(0))) {
        add(sums, "w" + word, 1);
      }
    }
    for (int i = 0; i + 1 < lower.length(); i++) {
      // Chinese has no spaces: its words are pairs of characters, more or less.
      add(sums, "p" + lower.substring(i, i + 2), TokenRule.isCjk(lower.charAt(i)) ? 1 : 0.3);
      add(sums, "t" + lower.substring(i, Math.min(lower.length(), i + 3)), 0.3);
    }
    add(sums, "bias", 0.1);
    return unit(sums);
  }

  private static void add(double[] sums, String feature, double weight) {
    for (int place = 0; place < PLACES; place++) {
      long hash = TextHash.of("embedding" + place, feature);
      int index = (int) Long.remainderUnsigned(hash >>> 1, sums.length);
      sums[index] += (hash & 1) == 0 ? weight : -weight;
    }
  }

  private static float[] unit(double[] sums) {
    double squares = 0;
    for (double sum : sums) {
      squares += sum * sum;
    }
    // Features can cancel out in very short vectors.
    if (squares == 0) {
      sums[0] = 1;
      squares = 1;
    }
    var unit = new float[sums.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (sums[i] / Math.sqrt(squares));
    }
    return unit;
  }
}
