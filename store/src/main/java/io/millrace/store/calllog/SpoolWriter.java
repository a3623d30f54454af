package io.millrace.store.calllog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Appends numbers and texts to a file. One thread at a time.
///
/// A number takes 1 to 10 bytes (zigzag varint). A text is a header varint, `length * 3 + kind`,
/// and its characters in one byte each (kind 0: all below 256) or two (kind 1); or, when the same
/// text was written lately, the place of its header (kind 2, the place in the length's stead). So
/// texts come back exactly, unpaired surrogates too.
final class SpoolWriter {
  static final int ONE_BYTE = 0;
  static final int TWO_BYTES = 1;
  static final int REFERENCE = 2;
  private static final int SHORTEST_SHARED = 24;
  private static final int FLUSH_AT = 1 << 20;

  private final WritableByteChannel channel;
  private final RecentTexts recent = new RecentTexts();
  private byte[] buffer = new byte[FLUSH_AT + (1 << 12)];
  private int used;
  private long flushed;

  SpoolWriter(WritableByteChannel channel) {
    this.channel = channel;
  }

  /// Bytes written so far.
  long position() {
    return flushed + used;
  }

  void number(long value) {
    raw((value << 1) ^ (value >> 63));
  }

  private void raw(long bits) {
    reserve(10);
    long rest = bits;
    while ((rest & ~0x7FL) != 0) {
      buffer[used++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[used++] = (byte) rest;
  }

  void optionalText(@Nullable String text) {
    number(text == null ? 0 : 1);
    if (text != null) {
      text(text);
    }
  }

  void text(String text) {
    if (text.length() >= SHORTEST_SHARED) {
      Long place = recent.place(text);
      if (place != null) {
        raw(place * 3 + REFERENCE);
        return;
      }
      recent.add(text, position());
    }
    boolean narrow = text.chars().allMatch(c -> c < 256);
    raw(text.length() * 3L + (narrow ? ONE_BYTE : TWO_BYTES));
    reserve(Math.multiplyExact(text.length(), narrow ? 1 : 2));
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      buffer[used++] = (byte) c;
      if (!narrow) {
        buffer[used++] = (byte) (c >> 8);
      }
    }
  }

  private void reserve(int bytes) {
    if (used + bytes > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, used + bytes));
    }
  }

  /// Writes to the file when enough has gathered.
  void flushIfFull() throws IOException {
    if (used >= FLUSH_AT) {
      flush();
    }
  }

  void flush() throws IOException {
    ByteBuffer pending = ByteBuffer.wrap(buffer, 0, used);
    while (pending.hasRemaining()) {
      channel.write(pending);
    }
    flushed += used;
    used = 0;
  }

  /// Flushes and lets go of what only writing needs.
  void finish() throws IOException {
    flush();
    recent.clear();
    buffer = new byte[16];
  }
}
