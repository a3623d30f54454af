package io.millrace.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Goes over the records of one segment. One thread at a time.
final class SegmentScan {
  /// A segment begins with this and its position.
  static final int HEAD = 16;

  private static final byte[] MAGIC = "MILLJRN1".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_RECORD = 1 << 30;
  private static final int BLOCK = 256 << 10;
  private static final byte[] ZEROS = new byte[8 << 10];

  /// Room for types to come.
  private static final byte LAST_TYPE = 32;

  /// What stands at a place.
  enum Found {
    RECORD,
    /// Nothing, zeros, or a record that is not whole, with nothing sound behind it.
    END,
    /// Bytes that are no record, with sound records behind them.
    DAMAGE
  }

  private final JournalFiles.Segment segment;
  private byte[] buffer = new byte[0];
  private long bufferAt;
  private int bufferTo;
  private long offset;
  private int payload;
  private long next;

  /// As last looked at: the file only grows.
  private long size;

  /// @param offset in the file, at least [#HEAD]
  SegmentScan(JournalFiles.Segment segment, long offset) {
    this.segment = segment;
    this.offset = offset;
    this.next = offset;
  }

  static byte[] head(long start) {
    return ByteBuffer.allocate(HEAD).put(MAGIC).putLong(start).array();
  }

  /// Whether a segment has its head.
  static boolean hasHead(JournalFiles.Segment segment, long start) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    return segment.read(head, 0) == HEAD && Arrays.equals(head.array(), head(start));
  }

  /// The offset of what [#advance] found; after `END`, of the first byte that is no record's.
  long offset() {
    return offset;
  }

  /// Behind the record, or behind the damage.
  long next() {
    return next;
  }

  /// The payload of the record found.
  EntryParser parser() {
    return new EntryParser(buffer, (int) (offset - bufferAt) + EntryWriter.RECORD_HEAD, payload);
  }

  /// Looks at what comes next.
  Found advance() throws IOException {
    offset = next;
    if (recordAt(offset)) {
      next = offset + EntryWriter.RECORD_HEAD + payload;
      return Found.RECORD;
    }
    size = segment.size();
    if (blank(offset)) {
      return Found.END;
    }
    for (long at = offset + 1; at < size - EntryWriter.RECORD_HEAD; at++) {
      if (recordAt(at)) {
        next = at;
        return Found.DAMAGE;
      }
    }
    return Found.END;
  }

  /// Whether nothing but zeros, written ahead, stands behind the last record. To be asked after
  /// `END`.
  boolean blank() throws IOException {
    return blank(offset);
  }

  private boolean blank(long from) throws IOException {
    var block = new byte[ZEROS.length];
    for (long at = from; at < size; at += block.length) {
      int count = Math.max(0, segment.read(ByteBuffer.wrap(block), at));
      if (Arrays.mismatch(block, 0, count, ZEROS, 0, count) >= 0) {
        return false;
      }
    }
    return true;
  }

  private boolean recordAt(long at) throws IOException {
    if (!load(at, EntryWriter.RECORD_HEAD + 1)) {
      return false;
    }
    int from = (int) (at - bufferAt);
    ByteBuffer view = ByteBuffer.wrap(buffer);
    int length = view.getInt(from);
    if (length < 1 || length > MAX_RECORD) {
      return false;
    }
    int checksum = view.getInt(from + 4);
    byte type = buffer[from + EntryWriter.RECORD_HEAD];
    if (type < EntryWriter.CALL_STARTED
        || type > LAST_TYPE
        || !fits(at, length)
        || !load(at, EntryWriter.RECORD_HEAD + length)) {
      return false;
    }
    from = (int) (at - bufferAt);
    payload = length;
    return Checksum.of(buffer, from + EntryWriter.RECORD_HEAD, length) == checksum;
  }

  private boolean fits(long at, int length) throws IOException {
    long end = at + EntryWriter.RECORD_HEAD + length;
    if (end > size) {
      size = segment.size();
    }
    return end <= size;
  }

  /// Has bytes of the file in the buffer.
  private boolean load(long at, int count) throws IOException {
    if (at >= bufferAt && at + count <= bufferAt + bufferTo) {
      return true;
    }
    if (buffer.length < count) {
      buffer = new byte[Math.max(BLOCK, count)];
    }
    bufferAt = at;
    bufferTo = Math.max(0, segment.read(ByteBuffer.wrap(buffer), at));
    return bufferTo >= count;
  }
}
