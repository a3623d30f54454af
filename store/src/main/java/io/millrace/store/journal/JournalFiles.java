package io.millrace.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// The files of a journal: the disk, or, in tests, a disk that fails. Thread-safe.
public interface JournalFiles {
  /// The folder, for messages.
  Path folder();

  /// The positions at which segments begin, in order.
  List<Long> segments() throws IOException;

  /// Makes an empty segment, so that it is there after a crash.
  Segment create(long start) throws IOException;

  /// Opens a segment that is there.
  ///
  /// @param write whether it will be written
  Segment open(long start, boolean write) throws IOException;

  /// Removes a segment.
  void delete(long start) throws IOException;

  /// Removes what deletions that a crash cut off have left.
  void clean() throws IOException;

  /// One file. Thread-safe.
  interface Segment extends AutoCloseable {
    /// Its size in bytes.
    long size() throws IOException;

    /// Writes all of a buffer.
    void write(ByteBuffer bytes, long offset) throws IOException;

    /// Reads until the buffer is full or the file ends.
    int read(ByteBuffer into, long offset) throws IOException;

    /// What was written outlives the machine when this returns.
    void force() throws IOException;

    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;
  }
}
