package io.millrace.learn.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Groups texts that say the same thing in the same words.
///
/// Two texts are near-duplicates when
/// - their normal forms are equal: Unicode NFKC, lower case, white space collapsed to single
///   spaces, punctuation and symbols dropped from both edges; or
/// - both normal forms hold the same numbers in the same order, have at least [#SHORTEST] shingles
///   each, and the Jaccard similarity of their sets of shingles is at least [#SIMILAR]. A shingle
///   is three words in a row; where ideographs make up more than half of a text's letters, five
///   characters in a row.
///
/// A cluster is a connected set of near-duplicates. The shortest length makes sure that one changed
/// word, wherever it stands, keeps a sentence apart: with n shingles it leaves a similarity of at
/// most (n - 3) / (n + 3) unless it stands at an edge.
///
/// Candidates are found by minhashing (64 values in 16 bands of 4) and then compared exactly: a
/// pair at the threshold is missed with a probability of about 4e-8. Within a band's bucket a text
/// is compared with one text of each of the first [#LEADERS] clusters, so time grows in proportion
/// to the total length of the texts. The result depends on the texts and their order alone.
public final class NearDuplicates {
  /// The least Jaccard similarity of near-duplicates.
  public static final double SIMILAR = 0.9;

  /// The least number of shingles for which similarity is asked at all.
  public static final int SHORTEST = 20;

  private static final int BANDS = 16;
  private static final int ROWS = 4;
  private static final int LEADERS = 16;
  private static final int WORDS = 3;
  private static final int CHARACTERS = 5;

  private final int[] owner;
  private final long[][] shingles;
  private final long[] numbers;

  private NearDuplicates(int size) {
    owner = new int[size];
    shingles = new long[size][];
    numbers = new long[size];
    Arrays.setAll(owner, i -> i);
  }

  /// The cluster of each text: numbers from 0, in the order in which clusters first appear.
  public static int[] clusters(List<String> inputs) {
    var work = new NearDuplicates(inputs.size());
    work.joinEqual(inputs);
    work.joinSimilar();
    return work.numbered();
  }

  /// The form in which texts are compared for equality.
  public static String normal(String text) {
    String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    var normal = new StringBuilder(folded.length());
    boolean space = false;
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        space = !normal.isEmpty();
      } else {
        if (space) {
          normal.append(' ');
          space = false;
        }
        normal.append(c);
      }
    }
    return withoutEdges(normal);
  }

  private static String withoutEdges(CharSequence text) {
    int from = 0;
    int to = text.length();
    while (from < to && edge(text.charAt(from))) {
      from++;
    }
    while (to > from && edge(text.charAt(to - 1))) {
      to--;
    }
    return from == to ? text.toString() : text.subSequence(from, to).toString();
  }

  private static boolean edge(char c) {
    return !Character.isLetterOrDigit(c)
        && !Character.isSurrogate(c)
        && c < 0xFF00
        && Character.getType(c) != Character.OTHER_SYMBOL;
  }

  private void joinEqual(List<String> inputs) {
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < owner.length; i++) {
      String normal = normal(inputs.get(i));
      Integer same = first.putIfAbsent(normal, i);
      if (same != null) {
        owner[i] = same;
      } else {
        long[] found = shingles(normal);
        if (found.length >= SHORTEST) {
          shingles[i] = found;
          numbers[i] = numbers(normal);
        }
      }
    }
  }

  private static long numbers(String text) {
    long hash = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isDigit(c)) {
        hash = mix(hash * 31 + c);
      } else if (i > 0 && Character.isDigit(text.charAt(i - 1))) {
        hash = mix(hash);
      }
    }
    return hash;
  }

  private static long[] shingles(String text) {
    return sorted(ideographic(text) ? characters(text) : words(text));
  }

  private static boolean ideographic(String text) {
    int ideographs = 0;
    int letters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      letters += Character.isLetter(c) ? 1 : 0;
      ideographs += c >= '\u2E80' && c <= '\u9FFF' && Character.isLetter(c) ? 1 : 0;
    }
    return 2 * ideographs > letters;
  }

  private static long[] characters(String text) {
    long[] found = new long[Math.max(0, text.length() - CHARACTERS + 1)];
    for (int i = 0; i < found.length; i++) {
      long hash = 0;
      for (int j = i; j < i + CHARACTERS; j++) {
        hash = hash * 65_599 + text.charAt(j);
      }
      found[i] = mix(hash);
    }
    return found;
  }

  private static long[] words(String text) {
    var hashes = new ArrayList<Long>();
    long hash = 0;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
      if (inside) {
        hash = hash * 65_599 + text.charAt(i) + 1;
      } else if (hash != 0) {
        hashes.add(mix(hash));
        hash = 0;
      }
    }
    long[] found = new long[Math.max(0, hashes.size() - WORDS + 1)];
    for (int i = 0; i < found.length; i++) {
      found[i] = mix((hashes.get(i) * 31 + hashes.get(i + 1)) * 31 + hashes.get(i + 2));
    }
    return found;
  }

  private static long[] sorted(long[] values) {
    Arrays.sort(values);
    int size = 0;
    for (int i = 0; i < values.length; i++) {
      if (i == 0 || values[i] != values[i - 1]) {
        values[size++] = values[i];
      }
    }
    return Arrays.copyOf(values, size);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private void joinSimilar() {
    Map<Long, List<Integer>> buckets = new HashMap<>();
    int[] least = new int[BANDS * ROWS];
    for (int i = 0; i < owner.length; i++) {
      if (shingles[i] != null) {
        minhash(shingles[i], least);
        for (int band = 0; band < BANDS; band++) {
          long key = band + numbers[i];
          for (int row = 0; row < ROWS; row++) {
            key = mix(key * 31 + least[band * ROWS + row]);
          }
          meet(i, buckets.computeIfAbsent(key, _ -> new ArrayList<>(1)));
        }
      }
    }
  }

  private static void minhash(long[] values, int[] least) {
    Arrays.fill(least, Integer.MAX_VALUE);
    for (long value : values) {
      int low = (int) value;
      int high = (int) (value >>> 32) | 1;
      for (int h = 0; h < least.length; h++) {
        low += high;
        int hash = low * 0x9E3779B9;
        hash ^= hash >>> 15;
        least[h] = Math.min(least[h], hash);
      }
    }
  }

  private void meet(int text, List<Integer> leaders) {
    for (int leader : leaders) {
      if (root(leader) == root(text)) {
        return;
      }
    }
    for (int leader : leaders) {
      if (similar(leader, text)) {
        owner[Math.max(root(leader), root(text))] = Math.min(root(leader), root(text));
        return;
      }
    }
    if (leaders.size() < LEADERS) {
      leaders.add(text);
    }
  }

  private boolean similar(int a, int b) {
    if (numbers[a] != numbers[b]) {
      return false;
    }
    long[] left = shingles[a];
    long[] right = shingles[b];
    int both = 0;
    for (int i = 0, j = 0; i < left.length && j < right.length; ) {
      int order = Long.compare(left[i], right[j]);
      both += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return both >= SIMILAR * (left.length + right.length - both);
  }

  private int root(int text) {
    int root = text;
    while (owner[root] != root) {
      owner[root] = owner[owner[root]];
      root = owner[root];
    }
    return root;
  }

  private int[] numbered() {
    int[] clusters = new int[owner.length];
    int next = 0;
    for (int i = 0; i < owner.length; i++) {
      int root = root(i);
      clusters[i] = root == i ? next++ : clusters[root];
    }
    return clusters;
  }
}
