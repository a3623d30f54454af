package io.millrace.http;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The start line and header fields of a message ([RFC
/// 9112](https://www.rfc-editor.org/rfc/rfc9112)), read strictly: lines end with CR LF and nothing
/// else, names are tokens with no space before the colon, no line is folded, no control character
/// stands in a value. Two readers that disagree about such things are how requests are smuggled.
record Head(String line, Headers headers) {
  /// Waits for a whole head and consumes it.
  ///
  /// @param limit in bytes; a longer head is malformed (431)
  /// @throws EOFException when the stream ends before or within it
  static Head read(WireInput in, int limit) throws IOException {
    int end = awaitEnd(in, limit);
    int lineEnd = endOfLine(in, 0, end);
    String line = in.text(0, lineEnd);
    Headers headers = fields(in, lineEnd + 2, end);
    in.skip(end);
    return new Head(line, headers);
  }

  /// The length of the head with the empty line that ends it.
  private static int awaitEnd(WireInput in, int limit) throws IOException {
    int at = 0;
    int lineStart = 0;
    while (true) {
      while (at < in.available()) {
        if (in.peek(at++) == '\n') {
          checkLineEnd(in, at, lineStart);
          if (at - lineStart == 2 && lineStart > 0) {
            return at;
          }
          lineStart = at;
        }
      }
      if (at >= limit) {
        throw new Malformed(431, "the head is longer than " + limit + " bytes");
      }
      if (!in.fill()) {
        throw new EOFException(
            "the connection ended " + (at == 0 ? "before" : "within") + " a head");
      }
    }
  }

  private static void checkLineEnd(WireInput in, int at, int lineStart) throws Malformed {
    if (at < 2 || in.peek(at - 2) != '\r') {
      throw new Malformed("a line ends with a line feed alone");
    }
    if (at - lineStart == 2 && lineStart == 0) {
      throw new Malformed("the start line is empty");
    }
  }

  private static int endOfLine(WireInput in, int start, int end) throws Malformed {
    for (int i = start; i < end; i++) {
      byte b = in.peek(i);
      if (b == '\r') {
        if (in.peek(i + 1) != '\n') {
          throw new Malformed("a carriage return stands alone");
        }
        return i;
      }
      if (b < ' ' && b >= 0 && b != '\t' || b == 0x7F) {
        throw new Malformed("a control character in the head");
      }
    }
    throw new Malformed("a line does not end");
  }

  /// Header fields up to an empty line.
  ///
  /// @param end behind the empty line
  static Headers fields(WireInput in, int start, int end) throws Malformed {
    List<Header> fields = new ArrayList<>();
    int at = start;
    while (at < end - 2) {
      int lineEnd = endOfLine(in, at, end);
      fields.add(field(in, at, lineEnd));
      at = lineEnd + 2;
    }
    return new Headers(fields);
  }

  private static Header field(WireInput in, int start, int end) throws Malformed {
    int colon = start;
    boolean upper = false;
    while (colon < end && in.peek(colon) != ':') {
      byte b = in.peek(colon);
      if (!Tokens.isToken(b)) {
        throw new Malformed("a header field's name is no token");
      }
      upper |= b >= 'A' && b <= 'Z';
      colon++;
    }
    if (colon == start || colon == end) {
      throw new Malformed("a header line has no name or no colon");
    }
    int from = colon + 1;
    int to = end;
    while (from < to && Tokens.isBlank(in.peek(from))) {
      from++;
    }
    while (to > from && Tokens.isBlank(in.peek(to - 1))) {
      to--;
    }
    String name = in.text(start, colon);
    return new Header(upper ? Tokens.lower(name) : name, in.text(from, to));
  }
}
