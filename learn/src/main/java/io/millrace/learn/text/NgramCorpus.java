package io.millrace.learn.text;

import java.util.Arrays;
import java.util.List;

/// The n-gram features of a list of texts, each distinct feature numbered in order of first
/// occurrence. Immutable.
public final class NgramCorpus {
  private final int[][] rows;
  private final byte[][] counts;
  private final int[] keys;

  /// Reads the features of `texts`.
  public NgramCorpus(List<String> texts) {
    rows = new int[texts.size()][];
    counts = new byte[texts.size()][];
    var numbering = new Numbering();
    for (int i = 0; i < rows.length; i++) {
      var features = NgramFeatures.of(texts.get(i));
      rows[i] = new int[features.size()];
      counts[i] = new byte[features.size()];
      for (int f = 0; f < features.size(); f++) {
        rows[i][f] = numbering.number(features.key(f));
        counts[i][f] = (byte) Math.min(features.count(f), Byte.MAX_VALUE);
      }
    }
    keys = numbering.numbered();
  }

  /// The number of texts.
  public int texts() {
    return rows.length;
  }

  /// The number of distinct features.
  public int features() {
    return keys.length;
  }

  /// The hash of a feature.
  public int key(int feature) {
    return keys[feature];
  }

  /// The features of a text, by number. Shared, not to be changed.
  public int[] rows(int text) {
    return rows[text];
  }

  /// How often each of [#rows] occurs, at most 127. Shared, not to be changed.
  public byte[] counts(int text) {
    return counts[text];
  }

  private static final class Numbering {
    private int[] slots = new int[1 << 12];
    private int[] keys = new int[1 << 10];
    private int size;

    int number(int key) {
      int at = key & slots.length - 1;
      while (slots[at] != 0) {
        if (keys[slots[at] - 1] == key) {
          return slots[at] - 1;
        }
        at = at + 1 & slots.length - 1;
      }
      if (size == keys.length) {
        grow();
        return number(key);
      }
      keys[size++] = key;
      slots[at] = size;
      return size - 1;
    }

    private void grow() {
      keys = Arrays.copyOf(keys, 2 * keys.length);
      slots = new int[4 * keys.length];
      for (int i = 0; i < size; i++) {
        int at = keys[i] & slots.length - 1;
        while (slots[at] != 0) {
          at = at + 1 & slots.length - 1;
        }
        slots[at] = i + 1;
      }
    }

    int[] numbered() {
      return Arrays.copyOf(keys, size);
    }
  }
}
