package io.millrace.provider.protocol;

import io.millrace.provider.chat.BadAnswerException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Walks over JSON as bytes and checks every byte of its grammar, without making an object of
/// anything: what an event of a stream costs is what this costs. After [#over], a value is opened
/// ([#openObject], [#openArray]) or skipped; fields and elements are skipped by whoever walks. One
/// thread at a time.
final class JsonCursor {
  /// As deep as Jackson reads.
  private static final int DEEPEST = 500;

  private byte[] data = {};
  private int at;
  private int end;
  private int depth;
  private boolean fresh;
  private int keyFrom;
  private int keyTo;
  private boolean escaped;
  private boolean keyEscaped;

  /// Starts at the first byte of a range.
  JsonCursor over(byte[] bytes, int from, int to) {
    data = bytes;
    at = from;
    end = to;
    depth = 0;
    fresh = false;
    return this;
  }

  /// Where the walk is: at a value's first byte before it is skipped, behind its last one after.
  int position() {
    return at;
  }

  /// The first byte of what comes next, white space skipped.
  byte peek() {
    while (at < end) {
      byte next = data[at];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return next;
      }
      at++;
    }
    throw new BadAnswerException("JSON ends too early");
  }

  boolean atNull() {
    return peek() == 'n';
  }

  void openObject() {
    open('{');
  }

  void openArray() {
    open('[');
  }

  private void open(char bracket) {
    if (peek() != bracket) {
      throw bad();
    }
    if (++depth > DEEPEST) {
      throw new BadAnswerException("JSON nests too deep");
    }
    at++;
    fresh = true;
  }

  /// Goes to the value of the next field; false when the object has ended.
  boolean nextField() {
    if (ended('}')) {
      return false;
    }
    if (peek() != '"') {
      throw bad();
    }
    keyFrom = at + 1;
    skipString();
    keyTo = at - 1;
    keyEscaped = escaped;
    if (peek() != ':') {
      throw bad();
    }
    at++;
    peek();
    return true;
  }

  /// Goes to the next element; false when the array has ended.
  boolean nextElement() {
    return !ended(']');
  }

  private boolean ended(char bracket) {
    byte next = peek();
    if (next == bracket) {
      at++;
      depth--;
      fresh = false;
      return true;
    }
    if (!fresh) {
      if (next != ',') {
        throw bad();
      }
      at++;
      peek();
    }
    fresh = false;
    return false;
  }

  /// Where the key of this field begins, at its quote.
  int keyStart() {
    return keyFrom - 1;
  }

  /// Whether this field has a name of plain ASCII.
  boolean keyIs(byte[] name) {
    if (keyEscaped) {
      return Arrays.equals(unescaped(keyFrom, keyTo), name);
    }
    return keyTo - keyFrom == name.length
        && Arrays.equals(data, keyFrom, keyTo, name, 0, name.length);
  }

  /// An escaped key as ASCII; anything beyond is a question mark, which no key we look for has.
  private byte[] unescaped(int from, int to) {
    var plain = new StringBuilder();
    for (int i = from; i < to; i++) {
      if (data[i] != '\\') {
        plain.append((char) (data[i] & 0xff));
      } else if (data[++i] == 'u') {
        plain.append((char) Integer.parseInt(ascii(i + 1, i + 5), 16));
        i += 4;
      } else {
        plain.append((char) data[i]);
      }
    }
    return plain.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private String ascii(int from, int to) {
    return new String(data, from, to - from, StandardCharsets.US_ASCII);
  }

  /// Skips a value of any kind.
  void skip() {
    switch (peek()) {
      case '{' -> {
        openObject();
        while (nextField()) {
          skip();
        }
      }
      case '[' -> {
        openArray();
        while (nextElement()) {
          skip();
        }
      }
      case '"' -> skipString();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> skipNumber();
    }
  }

  /// Skips a string; its text in JSON's escapes stands between the quotes.
  void skipString() {
    escaped = false;
    int i = at + 1;
    while (i < end) {
      byte next = data[i++];
      if (next == '"') {
        at = i;
        return;
      }
      if (next == '\\') {
        escaped = true;
        i = escape(i);
      } else if (next < 0) {
        i = beyondAscii(next & 0xff, i);
      } else if (next < ' ') {
        throw bad();
      }
    }
    throw new BadAnswerException("JSON ends in a string");
  }

  /// Checks the rest of a UTF-8 sequence ([RFC 3629](https://www.rfc-editor.org/rfc/rfc3629)).
  private int beyondAscii(int lead, int i) {
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || i + more > end) {
      throw bad();
    }
    int second = data[i] & 0xff;
    int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) {
      throw bad();
    }
    for (int next = i + 1; next < i + more; next++) {
      if ((data[next] & 0xc0) != 0x80) {
        throw bad();
      }
    }
    return i + more;
  }

  private int escape(int i) {
    if (i >= end) {
      throw bad();
    }
    return switch (data[i]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> i + 1;
      case 'u' -> fourDigits(i + 1);
      default -> throw bad();
    };
  }

  private int fourDigits(int i) {
    if (i + 4 > end) {
      throw bad();
    }
    for (int digit = i; digit < i + 4; digit++) {
      if (data[digit] < 0 || Character.digit(data[digit], 16) < 0) {
        throw bad();
      }
    }
    return i + 4;
  }

  private void literal(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= end || data[at + i] != word.charAt(i)) {
        throw bad();
      }
    }
    at += word.length();
  }

  private void skipNumber() {
    if (data[at] == '-') {
      at++;
    }
    if (at < end && data[at] == '0') {
      at++;
    } else {
      digits();
    }
    if (at < end && data[at] == '.') {
      at++;
      digits();
    }
    if (at < end && (data[at] == 'e' || data[at] == 'E')) {
      at++;
      if (at < end && (data[at] == '+' || data[at] == '-')) {
        at++;
      }
      digits();
    }
  }

  private void digits() {
    int first = at;
    while (at < end && data[at] >= '0' && data[at] <= '9') {
      at++;
    }
    if (at == first) {
      throw bad();
    }
  }

  /// A small count, as an index is; -1 for anything else. Skips it.
  int smallNumber() {
    int from = at;
    skip();
    int value = 0;
    for (int i = from; i < at; i++) {
      if (data[i] < '0' || data[i] > '9' || value > 1_000_000) {
        return -1;
      }
      value = value * 10 + data[i] - '0';
    }
    return value;
  }

  /// Nothing but white space may follow.
  void finish() {
    while (at < end) {
      byte next = data[at++];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        throw new BadAnswerException("something follows the JSON");
      }
    }
  }

  private static BadAnswerException bad() {
    return new BadAnswerException("not JSON");
  }
}
