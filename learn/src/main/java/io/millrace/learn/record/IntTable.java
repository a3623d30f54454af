package io.millrace.learn.record;

import java.util.Arrays;

/// A map from non-zero int keys to int values, with open addressing. Not thread-safe while it
/// grows.
final class IntTable {
  private int[] keys = new int[1 << 10];
  private int[] values = new int[1 << 10];
  private int size;

  int size() {
    return size;
  }

  /// The value of a key, or `otherwise`.
  int get(int key, int otherwise) {
    int mask = keys.length - 1;
    int at = key & mask;
    while (keys[at] != 0) {
      if (keys[at] == key) {
        return values[at];
      }
      at = at + 1 & mask;
    }
    return otherwise;
  }

  void put(int key, int value) {
    if (2 * size >= keys.length) {
      grow();
    }
    int mask = keys.length - 1;
    int at = key & mask;
    while (keys[at] != 0 && keys[at] != key) {
      at = at + 1 & mask;
    }
    if (keys[at] == 0) {
      keys[at] = key;
      size++;
    }
    values[at] = value;
  }

  void add(int key, int amount) {
    put(key, get(key, 0) + amount);
  }

  /// All keys, ascending.
  int[] keys() {
    return Arrays.stream(keys).filter(key -> key != 0).sorted().toArray();
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldValues = values;
    keys = new int[2 * oldKeys.length];
    values = new int[keys.length];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        put(oldKeys[i], oldValues[i]);
      }
    }
  }
}
