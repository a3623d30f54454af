package io.millrace.store.calllog;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A buffered stream of bytes whose beginning can be looked at before it is read. One thread at a
/// time.
///
/// A failure to read comes to light only after all bytes before it were handed out.
final class ByteSource {
  private static final int SIZE = 1 << 17;

  private final InputStream in;
  final byte[] buffer = new byte[SIZE];
  int position;
  int limit;
  private boolean ended;
  private @Nullable IOException failure;

  ByteSource(InputStream in) {
    this.in = in;
    while (limit < SIZE && !ended) {
      readMore();
    }
  }

  private void readMore() {
    try {
      int n = in.read(buffer, limit, SIZE - limit);
      if (n < 0) {
        ended = true;
      } else {
        limit += n;
      }
    } catch (IOException e) {
      failure = e;
      ended = true;
    }
  }

  /// Makes sure that a byte stands at [#position].
  ///
  /// @return false at the end
  /// @throws IOException when the stream broke off here
  boolean fill() throws IOException {
    if (position < limit) {
      return true;
    }
    position = 0;
    limit = 0;
    while (limit == 0 && !ended) {
      readMore();
    }
    if (limit == 0 && failure != null) {
      throw failure;
    }
    return limit > 0;
  }

  /// Drops a byte order mark at the beginning.
  void skipByteOrderMark() {
    if (limit - position >= 3
        && buffer[position] == (byte) 0xEF
        && buffer[position + 1] == (byte) 0xBB
        && buffer[position + 2] == (byte) 0xBF) {
      position += 3;
    }
  }
}
