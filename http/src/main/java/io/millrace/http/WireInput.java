package io.millrace.http;

import java.io.IOException;
import java.io.InputStream;

/// The bytes that came over a connection and are not yet consumed. One thread at a time.
final class WireInput {
  private static final int FIRST_SIZE = 8 << 10;

  private final InputStream in;
  private byte[] buffer = new byte[FIRST_SIZE];
  private int from;
  private int to;

  WireInput(InputStream in) {
    this.in = in;
  }

  /// How many bytes are at hand.
  int available() {
    return to - from;
  }

  /// Waits for more bytes.
  ///
  /// @return false at the end of the stream
  boolean fill() throws IOException {
    makeRoom();
    int read = in.read(buffer, to, buffer.length - to);
    if (read < 0) {
      return false;
    }
    to += read;
    return true;
  }

  private void makeRoom() {
    if (from == to) {
      from = 0;
      to = 0;
    }
    if (to < buffer.length) {
      return;
    }
    if (from > buffer.length / 2) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
    } else {
      byte[] larger = new byte[buffer.length * 2];
      System.arraycopy(buffer, from, larger, 0, to - from);
      buffer = larger;
    }
    to -= from;
    from = 0;
  }

  /// A byte at hand, counted from the first that is not consumed.
  byte peek(int index) {
    return buffer[from + index];
  }

  /// Takes the next byte, which must be at hand.
  byte take() {
    return buffer[from++];
  }

  /// Takes bytes at hand, at most `length`.
  int take(byte[] into, int offset, int length) {
    int count = Math.min(length, to - from);
    System.arraycopy(buffer, from, into, offset, count);
    from += count;
    return count;
  }

  /// Passes bytes over.
  void skip(int count) {
    from += count;
  }

  /// Text of bytes at hand, each byte one character (ISO 8859-1).
  @SuppressWarnings("deprecation") // the one constructor that maps bytes without a decoder
  String text(int start, int end) {
    return new String(buffer, 0, from + start, end - start);
  }

  /// Gives the memory of a long head or body back.
  void shrink() {
    if (from == to && buffer.length > FIRST_SIZE * 4) {
      buffer = new byte[FIRST_SIZE];
      from = 0;
      to = 0;
    }
  }
}
