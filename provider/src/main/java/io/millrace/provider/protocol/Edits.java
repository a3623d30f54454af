package io.millrace.provider.protocol;

import io.millrace.provider.chat.SseEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Changes to a few places of a body or event, made in one copy; everything else stays byte for
/// byte. Changes are added from front to back. One thread at a time.
final class Edits {
  private static final byte[] NOTHING = {};
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BLANK = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private int[] from = new int[2];
  private int[] to = new int[2];
  private byte[][] replacements = new byte[2][];
  private int size;

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void remove(int begin, int end) {
    replace(begin, end, NOTHING);
  }

  void insert(int position, byte[] bytes) {
    replace(position, position, bytes);
  }

  void replace(int begin, int end, byte[] bytes) {
    if (size == from.length) {
      from = Arrays.copyOf(from, size * 2);
      to = Arrays.copyOf(to, size * 2);
      replacements = Arrays.copyOf(replacements, size * 2);
    }
    from[size] = begin;
    to[size] = end;
    replacements[size++] = bytes;
  }

  /// A copy of a range with the changes made.
  byte[] apply(byte[] source, int begin, int end) {
    int length = end - begin;
    for (int i = 0; i < size; i++) {
      length += replacements[i].length - (to[i] - from[i]);
    }
    byte[] out = new byte[length];
    int read = begin;
    int written = 0;
    for (int i = 0; i < size; i++) {
      System.arraycopy(source, read, out, written, from[i] - read);
      written += from[i] - read;
      System.arraycopy(replacements[i], 0, out, written, replacements[i].length);
      written += replacements[i].length;
      read = to[i];
    }
    System.arraycopy(source, read, out, written, end - read);
    return out;
  }

  /// An event with the changes made to its data.
  @SuppressWarnings("ReferenceEquality") // the same array is how an event says "one line"
  byte[] apply(SseEvent event) {
    if (isEmpty()) {
      return event.raw();
    }
    if (event.raw() == event.data()) {
      return apply(event.raw(), 0, event.raw().length);
    }
    byte[] data = apply(event.data(), event.from(), event.to());
    for (int i = 0; i < data.length; i++) {
      if (data[i] == '\n' || data[i] == '\r') {
        data[i] = ' '; // between tokens: a string holds none
      }
    }
    String head = event.name().isEmpty() ? "" : "event: " + event.name() + "\n";
    return joined(head.getBytes(StandardCharsets.UTF_8), DATA, data, BLANK);
  }

  static byte[] joined(byte[]... pieces) {
    int length = 0;
    for (byte[] piece : pieces) {
      length += piece.length;
    }
    byte[] out = new byte[length];
    int written = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, out, written, piece.length);
      written += piece.length;
    }
    return out;
  }
}
