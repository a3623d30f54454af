package io.millrace.store.journal;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the payload of a record that [EntryWriter] wrote; its checksum has been checked. One
/// thread at a time.
final class EntryParser {
  private final byte[] bytes;
  private final int to;
  private int at;

  EntryParser(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.at = offset;
    this.to = offset + length;
  }

  private byte type() {
    return bytes[at++];
  }

  /// Takes over the open calls of a record that holds them.
  ///
  /// @return whether it does
  boolean openCalls(OpenCalls into) {
    if (type() != EntryWriter.OPEN_CALLS) {
      return false;
    }
    into.read(this);
    return true;
  }

  /// The entry; null for a record of another kind.
  ///
  /// @throws JournalException when the fields do not fit the type
  @Nullable Entry entry() {
    try {
      return switch (type()) {
        case EntryWriter.CALL_STARTED -> callStarted();
        case EntryWriter.ATTEMPT_STARTED -> attemptStarted();
        case EntryWriter.ATTEMPT_ENDED -> attemptEnded();
        case EntryWriter.CALL_ENDED -> callEnded();
        default -> null;
      };
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new JournalException("a record has a sound checksum and fields that make no sense", e);
    }
  }

  private Entry callStarted() {
    return new Entry.CallStarted(
        call(),
        instant(),
        text(),
        text(),
        text(),
        number() == 1,
        text(),
        text(),
        body(),
        text(),
        text());
  }

  private Entry attemptStarted() {
    return new Entry.AttemptStarted(call(), instant(), (int) number(), text(), text(), text());
  }

  private Entry attemptEnded() {
    return new Entry.AttemptEnded(
        call(), instant(), (int) number(), text(), (int) number(), usage(), cost(), text());
  }

  private Entry callEnded() {
    return new Entry.CallEnded(
        call(),
        instant(),
        text(),
        (int) number(),
        text(),
        text(),
        text(),
        Double.longBitsToDouble(fixed()),
        nullableText(),
        text(),
        usage(),
        cost(),
        signed(),
        signed(),
        body(),
        draw());
  }

  private Entry.Draw draw() {
    if (at == to) {
      return Entry.Draw.NONE;
    }
    String policy = text();
    double probability = Double.longBitsToDouble(fixed());
    long flags = number();
    return new Entry.Draw(
        policy,
        probability,
        (flags & 1) != 0,
        (flags & 6) == 0 ? null : (Boolean) ((flags & 4) != 0),
        text());
  }

  CallId call() {
    return new CallId(text());
  }

  private Instant instant() {
    return Instant.ofEpochSecond(signed(), number());
  }

  private @Nullable Usage usage() {
    if (number() == 0) {
      return null;
    }
    return new Usage(
        number(), number(), number(), number(), number(), number(), number(), number(), number());
  }

  private Cost cost() {
    return number() == 0
        ? new Cost.Priced(new Picodollars(signed()), text())
        : new Cost.Unpriced(Cost.Reason.valueOf(text()), text());
  }

  private String text() {
    String text = nullableText();
    return text == null ? "" : text;
  }

  private @Nullable String nullableText() {
    int size = size();
    if (size < 0) {
      return null;
    }
    at += size;
    return new String(bytes, at - size, size, StandardCharsets.UTF_8);
  }

  private byte @Nullable [] body() {
    int size = size();
    if (size < 0) {
      return null;
    }
    at += size;
    return Arrays.copyOfRange(bytes, at - size, at);
  }

  private int size() {
    long size = number() - 1;
    if (size > to - at) {
      throw new IndexOutOfBoundsException("a field of " + size + " bytes");
    }
    return (int) size;
  }

  private long signed() {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  /// A number; 0 for one that an older writer did not know of.
  long number() {
    long value = 0;
    for (int shift = 0; at < to && shift < 64; shift += 7) {
      byte b = bytes[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    return value;
  }

  private long fixed() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | bytes[at++] & 0xFF;
    }
    return value;
  }
}
