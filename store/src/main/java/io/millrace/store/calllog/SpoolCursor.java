package io.millrace.store.calllog;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Reads what a [SpoolWriter] wrote, from a place on. One thread; the memory and the shared texts
/// may serve many cursors at once.
final class SpoolCursor {
  private final MemorySegment memory;
  private final SharedTexts shared;
  private long position;

  SpoolCursor(MemorySegment memory, SharedTexts shared, long position) {
    this.memory = memory;
    this.shared = shared;
    this.position = position;
  }

  long number() {
    long bits = raw();
    return (bits >>> 1) ^ -(bits & 1);
  }

  private long raw() {
    long bits = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = memory.get(ValueLayout.JAVA_BYTE, position++);
      bits |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return bits;
      }
    }
  }

  @Nullable String optionalText() {
    return number() == 0 ? null : text();
  }

  String text() {
    long header = raw();
    int kind = (int) (header % 3);
    return kind == SpoolWriter.REFERENCE ? shared.at(header / 3, this) : inline(header / 3, kind);
  }

  private String inline(long length, int kind) {
    int size = Math.toIntExact(kind == SpoolWriter.ONE_BYTE ? length : 2 * length);
    byte[] bytes = new byte[size];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, position, bytes, 0, size);
    position += size;
    if (kind == SpoolWriter.ONE_BYTE) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    char[] characters = new char[size / 2];
    for (int i = 0; i < characters.length; i++) {
      characters[i] = (char) ((bytes[2 * i] & 0xFF) | bytes[2 * i + 1] << 8);
    }
    return new String(characters);
  }

  /// Texts that others refer to, read once and then handed out as one and the same object. Holds at
  /// most about 8 million characters, then begins anew. Safe for threads.
  static final class SharedTexts {
    private static final long MOST_CHARACTERS = 8_000_000;

    private final ConcurrentMap<Long, String> byPlace = new ConcurrentHashMap<>();
    private long characters;

    private String at(long place, SpoolCursor reader) {
      String held = byPlace.get(place);
      if (held != null) {
        return held;
      }
      String text = new SpoolCursor(reader.memory, this, place).text();
      keep(place, text);
      return text;
    }

    private synchronized void keep(long place, String text) {
      if (characters > MOST_CHARACTERS) {
        byPlace.clear();
        characters = 0;
      }
      if (byPlace.putIfAbsent(place, text) == null) {
        characters += text.length();
      }
    }
  }
}
