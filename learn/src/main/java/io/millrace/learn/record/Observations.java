package io.millrace.learn.record;

import java.util.Arrays;

/// What the tagger sees of each token: hashed features of the word, its shape and ends, and its
/// neighbours; of known values around it. One thread at a time; reused between texts.
final class Observations {
  private static final int EDGE = 0x2545F491;
  private static final int ENDS = 4;

  private final Gazetteer gazetteer;
  private final WordCases cases;
  private final WordClusters clusters;
  private int size;
  private int[] lower = new int[0];
  private int[] raw = new int[0];
  private int[] shape = new int[0];
  private int[] usual = new int[0];
  private int[] cluster = new int[0];
  private boolean[] glued = new boolean[0];
  private int[] keys = new int[64];
  private int[] offset = new int[1];
  private int filled;

  Observations(Gazetteer gazetteer, WordCases cases, WordClusters clusters) {
    this.gazetteer = gazetteer;
    this.cases = cases;
    this.clusters = clusters;
  }

  /// Features of all tokens by [#offset].
  int[] keys() {
    return keys;
  }

  /// Where the features of a token begin in [#keys]; those of token `size` are past the end.
  int[] offset() {
    return offset;
  }

  /// Looks at a text.
  ///
  /// @param own an example's own values, which its gazetteer entries must not be counted for; or
  ///   null
  void look(Tokens tokens, Gazetteer.@org.jspecify.annotations.Nullable Own own) {
    size = tokens.size;
    if (raw.length < size + 4) {
      lower = new int[size + 4];
      raw = new int[size + 4];
      shape = new int[size + 4];
      usual = new int[size + 4];
      cluster = new int[size + 4];
      glued = new boolean[size + 5];
    }
    if (offset.length < size + 1) {
      offset = new int[size + 1];
    }
    words(tokens);
    gazetteer.look(lower, size, own);
    filled = 0;
    for (int i = 0; i < size; i++) {
      offset[i] = filled;
      context(i + 2);
      clusters(i + 2);
      ends(tokens, i);
      gazetteer(i);
    }
    offset[size] = filled;
  }

  /// Arrays are shifted by two, so that the edges need no tests.
  private void words(Tokens tokens) {
    for (int[] line : new int[][] {lower, raw, shape, usual, cluster}) {
      Arrays.fill(line, 0, 2, EDGE);
      Arrays.fill(line, size + 2, size + 4, EDGE + 1);
    }
    glued[0] = false;
    for (int i = 0; i < size; i++) {
      word(tokens, i);
      glued[i + 1] = i + 1 < size && tokens.end[i] == tokens.start[i + 1];
    }
  }

  private void word(Tokens tokens, int i) {
    int low = 17;
    int exact = 17;
    int form = 17;
    int previous = 0;
    int run = 0;
    int at = tokens.start[i];
    boolean first = true;
    boolean upper = false;
    while (at < tokens.end[i]) {
      int c = tokens.text.codePointAt(at);
      at += Character.charCount(c);
      int small = c < 128 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : Character.toLowerCase(c);
      low = low * 0x01000193 ^ small;
      exact = exact * 0x01000193 ^ c;
      int kind = kind(c, small);
      run = kind == previous ? run + 1 : 1;
      if (run <= 2) {
        form = form * 31 + kind;
      }
      upper |= first && kind == 'A';
      first = false;
      previous = kind;
    }
    lower[i + 2] = finish(low);
    raw[i + 2] = finish(exact);
    shape[i + 2] =
        finish(previous == '0' ? form * 31 + Math.min(tokens.end[i] - tokens.start[i], 5) : form);
    usual[i + 2] = cases.of(lower[i + 2]) * 2 + (upper ? 1 : 0);
    cluster[i + 2] = clusters.of(lower[i + 2]);
  }

  private static int kind(int c, int small) {
    if (c < 128) {
      return c != small ? 'A' : c >= 'a' && c <= 'z' ? 'a' : c >= '0' && c <= '9' ? '0' : c;
    }
    return Character.isIdeographic(c)
        ? 'C'
        : Character.isDigit(c) ? '0' : c != small ? 'A' : Character.isLetter(c) ? 'a' : 'x';
  }

  private void context(int i) {
    add(1, lower[i]);
    add(2, lower[i - 1]);
    add(3, lower[i + 1]);
    add(4, lower[i - 2]);
    add(5, lower[i + 2]);
    add(6, lower[i - 1], lower[i]);
    add(7, lower[i], lower[i + 1]);
    add(8, lower[i - 1], lower[i + 1]);
    add(9, lower[i - 2], lower[i - 1]);
    add(10, lower[i + 1], lower[i + 2]);
    add(11, lower[i - 1], lower[i], lower[i + 1]);
    add(12, raw[i]);
    add(13, shape[i]);
    add(14, shape[i - 1], shape[i]);
    add(15, shape[i], shape[i + 1]);
    add(16, shape[i - 1], shape[i], shape[i + 1]);
    add(17, shape[i - 1]);
    add(18, shape[i + 1]);
    add(19, usual[i], usual[i - 1], usual[i + 1]);
    add(20, usual[i], i == 2 ? 1 : 0);
    add(21, (glued[i - 2] ? 2 : 0) + (glued[i - 1] ? 1 : 0));
    add(22, lower[i - 1], shape[i]);
    add(23, shape[i], lower[i + 1]);
    add(24, 0);
  }

  private void ends(Tokens tokens, int i) {
    int length = tokens.end[i] - tokens.start[i];
    int hash = 17;
    for (int n = 1; n <= ENDS && n < length; n++) {
      hash = hash * 0x01000193 ^ Character.toLowerCase(tokens.text.charAt(tokens.start[i] + n - 1));
      add(30 + n, hash);
    }
    hash = 17;
    for (int n = 1; n <= ENDS && n < length; n++) {
      hash = hash * 0x01000193 ^ Character.toLowerCase(tokens.text.charAt(tokens.end[i] - n));
      add(40 + n, hash);
    }
  }

  private void clusters(int i) {
    add(60, cluster[i]);
    add(61, cluster[i], shape[i]);
    add(62, cluster[i - 1]);
    add(63, cluster[i + 1]);
    add(64, cluster[i - 1], cluster[i]);
    add(65, cluster[i], cluster[i + 1]);
    add(66, lower[i - 1], cluster[i]);
    add(67, cluster[i], lower[i + 1]);
  }

  private void gazetteer(int i) {
    for (int m = gazetteer.first(i); m >= 0; m = gazetteer.next(m)) {
      int match = gazetteer.match(m);
      add(50, match);
      add(51, match, lower[i + 1]);
    }
  }

  private void add(int salt, int a) {
    put(finish(a * 0x9E3779B1 + salt * 0x85EBCA77));
  }

  private void add(int salt, int a, int b) {
    put(finish((a * 0x9E3779B1 + salt * 0x85EBCA77 ^ b) * 0x9E3779B1 + b));
  }

  private void add(int salt, int a, int b, int c) {
    int pair = (a * 0x9E3779B1 + salt * 0x85EBCA77 ^ b) * 0x9E3779B1 + b;
    put(finish((pair ^ c) * 0x9E3779B1 + c));
  }

  private void put(int key) {
    if (filled == keys.length) {
      keys = Arrays.copyOf(keys, 2 * filled);
    }
    keys[filled++] = key == 0 ? 1 : key;
  }

  static int finish(int hash) {
    int h = hash ^ hash >>> 16;
    h *= 0x7FEB352D;
    h ^= h >>> 15;
    h *= 0x846CA68B;
    return h ^ h >>> 16;
  }
}
