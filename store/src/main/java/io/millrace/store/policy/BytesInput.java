package io.millrace.store.policy;

import java.io.InputStream;

/// Reads an array byte by byte without a lock: students are stored as millions of small numbers,
/// and `ByteArrayInputStream` locks for each. One thread at a time.
final class BytesInput extends InputStream {
  private final byte[] bytes;
  private int next;

  /// @param bytes not copied
  BytesInput(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    return next < bytes.length ? bytes[next++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    int count = Math.min(length, bytes.length - next);
    if (count <= 0) {
      return -1;
    }
    System.arraycopy(bytes, next, into, offset, count);
    next += count;
    return count;
  }

  @Override
  public int available() {
    return bytes.length - next;
  }
}
