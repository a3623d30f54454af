package io.millrace.provider.protocol;

import java.util.Arrays;

/// A growing array of bytes. One thread at a time.
final class Bytes {
  private static final byte[] NOTHING = {};

  private byte[] data = NOTHING;
  private int size;

  void add(byte[] source, int from, int to) {
    int length = to - from;
    if (size + length > data.length) {
      data = Arrays.copyOf(data, Math.max(size + length, Math.max(256, data.length * 2)));
    }
    System.arraycopy(source, from, data, size, length);
    size += length;
  }

  void add(char ascii) {
    add(new byte[] {(byte) ascii}, 0, 1);
  }

  boolean isEmpty() {
    return size == 0;
  }

  byte[] array() {
    return data;
  }

  int size() {
    return size;
  }

  /// The text, where the bytes are the inside of a JSON string.
  String unescaped() {
    byte[] quoted = new byte[size + 2];
    quoted[0] = '"';
    System.arraycopy(data, 0, quoted, 1, size);
    quoted[quoted.length - 1] = '"';
    return Values.lenientText(quoted);
  }
}
