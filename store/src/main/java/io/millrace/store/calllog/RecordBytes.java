package io.millrace.store.calllog;

import java.util.Arrays;

/// The bytes of the current record, up to a limit; beyond it they are counted and dropped. The
/// array is reused from record to record. One thread at a time.
final class RecordBytes {
  private final int most;
  private byte[] bytes = new byte[1 << 14];
  private int length;
  private boolean tooLong;

  RecordBytes(int most) {
    this.most = most;
  }

  void clear() {
    length = 0;
    tooLong = false;
    if (bytes.length > 1 << 22) {
      bytes = new byte[1 << 14];
    }
  }

  void append(byte[] from, int start, int end) {
    int n = end - start;
    if (tooLong || n > most - length) {
      tooLong = true;
      return;
    }
    if (length + n > bytes.length) {
      int doubled = (int) Math.min(most, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(doubled, length + n));
    }
    System.arraycopy(from, start, bytes, length, n);
    length += n;
  }

  /// The reused array: valid up to [#length()] until the next record.
  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  boolean tooLong() {
    return tooLong;
  }

  /// Whether there is nothing but white space.
  boolean blank() {
    if (tooLong) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r' && bytes[i] != '\n') {
        return false;
      }
    }
    return true;
  }
}
