package io.millrace.store.journal;

import io.millrace.model.Cost;
import io.millrace.model.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * A record:
 *
 *   4 bytes  length of the payload, big endian, at least 1
 *   4 bytes  CRC-32C of the payload
 *   payload  one byte of type, then the entry's fields in the order of their declaration
 *
 * Numbers are varints (zigzag where they may be negative), texts UTF-8 behind their length in bytes
 * plus one (0 is null), bodies likewise, instants seconds and nanoseconds. New fields may be added
 * behind the last one of a type: older readers stop before them, newer ones find them missing.
 */

/// Writes entries as records into an array that grows. One thread at a time.
final class EntryWriter {
  static final int RECORD_HEAD = 8;
  static final byte CALL_STARTED = 1;
  static final byte ATTEMPT_STARTED = 2;
  static final byte ATTEMPT_ENDED = 3;
  static final byte CALL_ENDED = 4;

  /// The calls that were open when a segment was begun.
  static final byte OPEN_CALLS = 5;

  private byte[] bytes;
  private int length;

  EntryWriter(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// Room for an entry, about.
  static int size(Entry entry) {
    return switch (entry) {
      case Entry.CallStarted started -> 200 + size(started.request());
      case Entry.CallEnded ended -> 300 + size(ended.response());
      case Entry.AttemptStarted _ -> 150;
      case Entry.AttemptEnded _ -> 200;
    };
  }

  private static int size(byte @Nullable [] body) {
    return body == null ? 0 : body.length;
  }

  void entry(Entry entry) {
    int start = begin();
    switch (entry) {
      case Entry.CallStarted e -> callStarted(e);
      case Entry.AttemptStarted e -> attemptStarted(e);
      case Entry.AttemptEnded e -> attemptEnded(e);
      case Entry.CallEnded e -> callEnded(e);
    }
    end(start);
  }

  void openCalls(OpenCalls open) {
    int start = begin();
    type(OPEN_CALLS);
    open.write(this);
    end(start);
  }

  private int begin() {
    reserve(RECORD_HEAD);
    length += RECORD_HEAD;
    return length;
  }

  private void end(int start) {
    int size = length - start;
    int checksum = Checksum.of(bytes, start, size);
    putInt(start - 8, size);
    putInt(start - 4, checksum);
  }

  private void putInt(int at, int value) {
    bytes[at] = (byte) (value >>> 24);
    bytes[at + 1] = (byte) (value >>> 16);
    bytes[at + 2] = (byte) (value >>> 8);
    bytes[at + 3] = (byte) value;
  }

  private void callStarted(Entry.CallStarted e) {
    head(CALL_STARTED, e);
    text(e.operation());
    text(e.model());
    text(e.key());
    number(e.streamed() ? 1 : 0);
    text(e.named());
    text(e.action());
    body(e.request());
    if (!e.purpose().isEmpty()) {
      text(e.purpose());
      text(e.subject());
    }
  }

  private void attemptStarted(Entry.AttemptStarted e) {
    head(ATTEMPT_STARTED, e);
    number(e.number());
    text(e.kind());
    text(e.endpoint());
    text(e.model());
  }

  private void attemptEnded(Entry.AttemptEnded e) {
    head(ATTEMPT_ENDED, e);
    number(e.number());
    text(e.result());
    number(e.status());
    usage(e.usage());
    cost(e.cost());
    text(e.detail());
  }

  private void callEnded(Entry.CallEnded e) {
    head(CALL_ENDED, e);
    text(e.outcome());
    number(e.status());
    text(e.tier());
    text(e.scenario());
    text(e.reason());
    fixed(Double.doubleToLongBits(e.confidence()));
    text(e.shadow());
    text(e.servedModel());
    usage(e.usage());
    cost(e.cost());
    signed(e.firstByteMicros());
    signed(e.totalMicros());
    body(e.response());
    draw(e.draw());
  }

  /// Most calls have none, and take no room for it.
  private void draw(Entry.Draw draw) {
    if (draw.equals(Entry.Draw.NONE)) {
      return;
    }
    text(draw.policy());
    fixed(Double.doubleToLongBits(draw.referenceProbability()));
    Boolean agrees = draw.agrees();
    number((draw.audited() ? 1 : 0) | (agrees == null ? 0 : agrees ? 4 : 2));
    text(draw.arm());
  }

  private void head(byte type, Entry entry) {
    type(type);
    text(entry.call().text());
    Instant at = entry.at();
    signed(at.getEpochSecond());
    number(at.getNano());
  }

  private void type(byte type) {
    reserve(1);
    bytes[length++] = type;
  }

  private void usage(@Nullable Usage usage) {
    number(usage == null ? 0 : 1);
    if (usage != null) {
      number(usage.input());
      number(usage.cacheRead());
      number(usage.cacheWrite());
      number(usage.cacheWriteHour());
      number(usage.audioInput());
      number(usage.imageInput());
      number(usage.output());
      number(usage.reasoning());
      number(usage.audioOutput());
    }
  }

  private void cost(Cost cost) {
    switch (cost) {
      case Cost.Priced priced -> {
        number(0);
        signed(priced.amount().amount());
        text(priced.version());
      }
      case Cost.Unpriced unpriced -> {
        number(1);
        text(unpriced.reason().name());
        text(unpriced.detail());
      }
    }
  }

  void text(@Nullable String text) {
    body(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
  }

  private void body(byte @Nullable [] body) {
    if (body == null) {
      number(0);
      return;
    }
    number(body.length + 1L);
    reserve(body.length);
    System.arraycopy(body, 0, bytes, length, body.length);
    length += body.length;
  }

  private void signed(long value) {
    number(value << 1 ^ value >> 63);
  }

  void number(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private void fixed(long value) {
    reserve(8);
    putInt(length, (int) (value >>> 32));
    putInt(length + 4, (int) value);
    length += 8;
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
