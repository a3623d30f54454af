package io.millrace.http;

import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The body of a message on its way in: takes its framing off. One thread at a time.
///
/// Framing is consumed as soon as it is at hand, so that [#ready] and [#ended] tell the truth
/// without waiting.
final class Body {
  private static final int MAX_FRAMING = 8 << 10;

  /// How the body's end is told.
  private enum Part {
    SIZE,
    DATA,
    DATA_END,
    TRAILER,
    UNTIL_CLOSE,
    ENDED
  }

  private final WireInput in;
  private Part part;

  /// Bytes left of the body, or of the chunk.
  private long left;

  private final boolean chunked;
  private int framing;

  private Body(WireInput in, Part part, long left, boolean chunked) {
    this.in = in;
    this.part = part;
    this.left = left;
    this.chunked = chunked;
  }

  static Body none(WireInput in) {
    return new Body(in, Part.ENDED, 0, false);
  }

  static Body ofLength(WireInput in, long length) {
    return new Body(in, length == 0 ? Part.ENDED : Part.DATA, length, false);
  }

  static Body chunked(WireInput in) {
    return new Body(in, Part.SIZE, 0, true);
  }

  static Body untilClose(WireInput in) {
    return new Body(in, Part.UNTIL_CLOSE, Long.MAX_VALUE, false);
  }

  /// Whether the body is consumed to its end.
  boolean ended() throws Malformed {
    advance();
    return part == Part.ENDED;
  }

  /// Whether [#read] would not wait.
  boolean ready() throws Malformed {
    advance();
    return part == Part.ENDED || left > 0 && in.available() > 0;
  }

  /// How many bytes are still to come where that is known; -1 where it is not.
  long known() {
    return chunked || part == Part.UNTIL_CLOSE ? -1 : left;
  }

  /// Takes bytes, waiting for the first.
  ///
  /// @return -1 at the body's end
  /// @throws EOFException when the connection ended before the body did
  int read(byte[] into, int offset, int length) throws IOException {
    while (true) {
      advance();
      if (part == Part.ENDED) {
        return -1;
      }
      if (left > 0 && in.available() > 0) {
        int count = in.take(into, offset, (int) Math.min(length, left));
        if (part == Part.DATA) {
          consumed(count);
        }
        return count;
      }
      if (!in.fill()) {
        if (part == Part.UNTIL_CLOSE) {
          part = Part.ENDED;
          return -1;
        }
        throw new EOFException("the connection ended within a body");
      }
    }
  }

  private void consumed(int count) {
    left -= count;
    if (left == 0) {
      part = chunked ? Part.DATA_END : Part.ENDED;
    }
  }

  /// Consumes the framing that is at hand.
  private void advance() throws Malformed {
    while (chunked && left == 0 && part != Part.ENDED) {
      int end = lineEnd();
      if (end < 0) {
        return;
      }
      line(end);
      in.skip(end + 2);
    }
  }

  private void line(int length) throws Malformed {
    switch (part) {
      case SIZE -> {
        left = size(length);
        part = left == 0 ? Part.TRAILER : Part.DATA;
      }
      case DATA_END -> {
        if (length != 0) {
          throw new Malformed("a chunk is longer than it said");
        }
        framing = 0;
        part = Part.SIZE;
      }
      case TRAILER -> {
        if (length == 0) {
          part = Part.ENDED;
        }
      }
      case DATA, UNTIL_CLOSE, ENDED -> throw new AssertionError(part);
    }
  }

  /// The length of the line at hand without its end; -1 when it is not whole yet.
  private int lineEnd() throws Malformed {
    int available = in.available();
    for (int i = 0; i < available; i++) {
      byte b = in.peek(i);
      if (b == '\n' || part == Part.DATA_END && i == 0 && b != '\r') {
        throw new Malformed("a line of a chunked body ends with no carriage return");
      }
      if (b == '\r') {
        if (i + 1 == available) {
          break;
        }
        if (in.peek(i + 1) != '\n') {
          throw new Malformed("a carriage return stands alone in a chunked body");
        }
        framing += i + 2;
        checkFraming(framing);
        return i;
      }
    }
    checkFraming(framing + available);
    return -1;
  }

  private static void checkFraming(int bytes) throws Malformed {
    if (bytes > MAX_FRAMING) {
      throw new Malformed("the framing of a chunked body is too long");
    }
  }

  private long size(int length) throws Malformed {
    long size = 0;
    int digits = 0;
    while (digits < length) {
      int digit = Character.digit(in.peek(digits), 16);
      if (digit < 0) {
        break;
      }
      size = size << 4 | digit;
      digits++;
    }
    if (digits == 0 || digits > 12) {
      throw new Malformed("a chunk's size is no number");
    }
    checkExtension(digits, length);
    return size;
  }

  private void checkExtension(int from, int to) throws Malformed {
    int at = from;
    while (at < to && Tokens.isBlank(in.peek(at))) {
      at++;
    }
    if (at < to && in.peek(at) != ';') {
      throw new Malformed("a chunk's size is no number");
    }
    if (at == to && at > from) {
      throw new Malformed("white space behind a chunk's size");
    }
  }

  /// The framing that a message's header fields tell of; null when they tell of none.
  ///
  /// @throws Malformed when they contradict themselves, which is how requests are smuggled
  static @Nullable Body framed(WireInput in, Headers headers, boolean http11) throws Malformed {
    int lengths = headers.count("content-length");
    int codings = headers.count("transfer-encoding");
    if (codings > 0) {
      if (lengths > 0 || codings > 1 || !http11) {
        throw new Malformed("the body's length is told in two ways");
      }
      if (!"chunked".equalsIgnoreCase(headers.first("transfer-encoding"))) {
        throw new Malformed(501, "the only transfer coding known here is 'chunked'");
      }
      return chunked(in);
    }
    if (lengths > 1) {
      throw new Malformed("the body's length is told twice");
    }
    String length = headers.first("content-length");
    return length == null ? null : ofLength(in, length(length));
  }

  private static long length(String text) throws Malformed {
    if (text.isEmpty() || text.length() > 15) {
      throw new Malformed("the body's length is no number");
    }
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new Malformed("the body's length is no number");
      }
      length = length * 10 + digit;
    }
    return length;
  }
}
