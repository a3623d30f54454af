package io.millrace.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// What a misspelt word was meant to be.
final class Spelling {
  private Spelling() {}

  /// The nearest candidate, when it is near enough to be believed.
  static Optional<String> nearest(String word, Collection<String> candidates) {
    String plain = plain(word);
    return candidates.stream()
        .min(Comparator.comparingInt(c -> distance(plain, plain(c))))
        .filter(c -> distance(plain, plain(c)) <= Math.max(1, Math.min(3, word.length() / 3)));
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /// Levenshtein's distance with swapped neighbours as one step; time and memory are the product of
  /// the lengths.
  static int distance(String a, String b) {
    var d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, d);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] d) {
    int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
