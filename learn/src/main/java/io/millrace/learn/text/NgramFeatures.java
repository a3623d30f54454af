package io.millrace.learn.text;

import java.util.Arrays;

/// Text to a bag of hashed n-grams, for every script alike.
///
/// The text is lower-cased and full-width forms become ASCII. It falls into words (letters, digits
/// and marks), single other marks (punctuation, symbols, emoji) and runs of Chinese, Japanese and
/// Korean characters. Features are: words and marks and pairs of neighbours, with the text's edges;
/// 2 to 4 characters inside each word, its edges marked; 1 to 3 characters inside runs of CJK.
///
/// Of a text longer than [#LONGEST] code points the first three quarters of that and the last
/// quarter are read, so time is bounded. Unpaired surrogates are marks like any other.
public final class NgramFeatures {
  /// The most code points of a text that are read.
  public static final int LONGEST = 4096;

  private static final int WORD = 0;
  private static final int CJK = 1;
  private static final int SPACE = 2;
  private static final int MARK = 3;

  private static final int EDGE = 0x2545F491;
  private static final int WORD_SALT = 0x1B873593;
  private static final int PAIR_SALT = 0x7FEB352D;
  private static final int CHARACTER_SALT = 0x846CA68B;
  private static final int RUN_SALT = 0x3C6EF372;

  private int[] keys;
  private int[] counts;
  private int[] order;
  private int size;

  private NgramFeatures(int expected) {
    int capacity = Integer.highestOneBit(Math.max(16, expected) * 2 - 1) * 2;
    keys = new int[capacity];
    counts = new int[capacity];
    order = new int[capacity / 2];
  }

  /// The features of `text`.
  public static NgramFeatures of(String text) {
    int[] points = normalise(text);
    var features = new NgramFeatures(points.length * 3);
    features.scan(points);
    return features;
  }

  /// The number of distinct features.
  public int size() {
    return size;
  }

  /// The hash of the feature at `index`, in order of first occurrence; never 0.
  public int key(int index) {
    return keys[order[index]];
  }

  /// How often the feature at `index` occurs.
  public int count(int index) {
    return counts[order[index]];
  }

  private void scan(int[] points) {
    int previous = EDGE;
    int at = 0;
    while (at < points.length) {
      int kind = kind(points[at]);
      int end = at + 1;
      if (kind == WORD || kind == CJK) {
        while (end < points.length && kind(points[end]) == kind) {
          end++;
        }
      }
      if (kind == WORD) {
        previous = word(points, at, end, previous);
      } else if (kind == CJK) {
        run(points, at, end);
        add(pair(previous, unit(points, at, at + 1)));
        previous = unit(points, end - 1, end);
      } else if (kind == MARK) {
        int unit = unit(points, at, end);
        add(unit);
        add(pair(previous, unit));
        previous = unit;
      }
      at = end;
    }
    add(pair(previous, EDGE));
  }

  private int word(int[] points, int from, int to, int previous) {
    int unit = unit(points, from, to);
    add(unit);
    add(pair(previous, unit));
    for (int start = from - 1; start < to; start++) {
      int hash = CHARACTER_SALT;
      for (int end = start; end < start + 4 && end <= to; end++) {
        hash = step(hash, end < from || end >= to ? ' ' : points[end]);
        if (end > start) {
          add(finish(hash));
        }
      }
    }
    return unit;
  }

  private void run(int[] points, int from, int to) {
    for (int start = from; start < to; start++) {
      int hash = RUN_SALT;
      for (int end = start; end < start + 3 && end < to; end++) {
        hash = step(hash, points[end]);
        add(finish(hash));
      }
    }
  }

  private static int unit(int[] points, int from, int to) {
    int hash = WORD_SALT;
    for (int i = from; i < to; i++) {
      hash = step(hash, points[i]);
    }
    return finish(hash);
  }

  private static int pair(int left, int right) {
    return finish(step(step(PAIR_SALT, left), right));
  }

  private static int step(int hash, int value) {
    return (Integer.rotateLeft(hash, 5) ^ value) * 0x9E3779B1;
  }

  private static int finish(int hash) {
    int mixed = (hash ^ hash >>> 16) * 0x85EBCA6B;
    mixed = (mixed ^ mixed >>> 13) * 0xC2B2AE35;
    mixed ^= mixed >>> 16;
    return mixed == 0 ? 1 : mixed;
  }

  private void add(int key) {
    if (size == order.length) {
      grow();
    }
    int at = key & keys.length - 1;
    while (keys[at] != key) {
      if (keys[at] == 0) {
        keys[at] = key;
        order[size++] = at;
        break;
      }
      at = at + 1 & keys.length - 1;
    }
    counts[at]++;
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldCounts = counts;
    int[] oldOrder = order;
    int oldSize = size;
    keys = new int[2 * oldKeys.length];
    counts = new int[2 * oldKeys.length];
    order = new int[oldKeys.length];
    size = 0;
    for (int i = 0; i < oldSize; i++) {
      add(oldKeys[oldOrder[i]]);
      counts[order[i]] = oldCounts[oldOrder[i]];
    }
  }

  private static int[] normalise(String text) {
    int[] points = text.length() > 2 * LONGEST ? ends(text) : text.codePoints().toArray();
    if (points.length > LONGEST) {
      int tail = LONGEST / 4;
      System.arraycopy(points, points.length - tail, points, LONGEST - tail, tail);
      points = Arrays.copyOf(points, LONGEST);
    }
    for (int i = 0; i < points.length; i++) {
      int point = points[i];
      if (point >= 0xFF01 && point <= 0xFF5E) {
        point -= 0xFEE0;
      }
      if (point < 0x80) {
        points[i] = point >= 'A' && point <= 'Z' ? point + 32 : point;
      } else {
        points[i] = Character.toLowerCase(point);
      }
    }
    return points;
  }

  /// The first and the last `2 * LONGEST` characters or fewer: enough for what is read of a long
  /// text.
  private static int[] ends(String text) {
    int cut = text.offsetByCodePoints(0, LONGEST);
    int tail = text.offsetByCodePoints(text.length(), -LONGEST / 4);
    return java.util.stream.IntStream.concat(
            text.substring(0, Math.min(cut, tail)).codePoints(), text.substring(tail).codePoints())
        .toArray();
  }

  private static int kind(int point) {
    if (point < 0x80) {
      if (point >= 'a' && point <= 'z' || point >= '0' && point <= '9') {
        return WORD;
      }
      return point <= ' ' && point != 0x1E || point == 0x7F ? SPACE : MARK;
    }
    if (point >= 0x4E00 && point <= 0x9FFF) {
      return CJK;
    }
    return switch (Character.getType(point)) {
      case Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.CONTROL,
          Character.FORMAT ->
          SPACE;
      case Character.LOWERCASE_LETTER,
          Character.UPPERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          WORD;
      case Character.OTHER_LETTER -> cjk(point) ? CJK : WORD;
      default -> MARK;
    };
  }

  private static boolean cjk(int point) {
    return point >= 0x3040 && point <= 0x30FF
        || point >= 0x3400 && point <= 0x4DBF
        || point >= 0xAC00 && point <= 0xD7AF
        || point >= 0xF900 && point <= 0xFAFF
        || point >= 0x20000 && point <= 0x323AF;
  }
}
