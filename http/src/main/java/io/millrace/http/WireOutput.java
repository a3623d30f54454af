package io.millrace.http;

import java.io.IOException;
import java.io.OutputStream;

/// Bytes on their way out, sent together when flushed or full. One thread at a time.
final class WireOutput {
  private static final int FIRST_SIZE = 2 << 10;
  private static final int FULL = 16 << 10;

  private final OutputStream out;
  private byte[] buffer = new byte[FIRST_SIZE];
  private int length;

  WireOutput(OutputStream out) {
    this.out = out;
  }

  /// Adds ASCII or ISO 8859-1 text.
  @SuppressWarnings(
      "deprecation") // the one method that maps characters to bytes without an encoder
  WireOutput text(String text) throws IOException {
    reserve(text.length());
    text.getBytes(0, text.length(), buffer, length);
    length += text.length();
    return this;
  }

  WireOutput field(String name, String value) throws IOException {
    return text(name).text(": ").text(value).text("\r\n");
  }

  WireOutput number(long number, int radix) throws IOException {
    return text(Long.toString(number, radix));
  }

  /// Adds bytes; what does not fit is sent at once.
  WireOutput bytes(byte[] bytes, int from, int to) throws IOException {
    int count = to - from;
    if (count > FULL) {
      flush();
      out.write(bytes, from, count);
      return this;
    }
    reserve(count);
    System.arraycopy(bytes, from, buffer, length, count);
    length += count;
    return this;
  }

  private void reserve(int count) throws IOException {
    if (length + count <= buffer.length) {
      return;
    }
    if (length + count > FULL) {
      flush();
    }
    if (length + count > buffer.length) {
      int size = Math.max(Math.min(FULL, buffer.length * 2), length + count);
      byte[] larger = new byte[size];
      System.arraycopy(buffer, 0, larger, 0, length);
      buffer = larger;
    }
  }

  boolean isEmpty() {
    return length == 0;
  }

  /// Forgets what was not sent.
  void clear() {
    length = 0;
  }

  void flush() throws IOException {
    if (length > 0) {
      int count = length;
      length = 0;
      out.write(buffer, 0, count);
    }
  }
}
