package io.millrace.store.calllog;

/// What bounds the memory and the noise of reading a log.
///
/// @param recordBytes a longer line, element or row is skipped without being held in memory
/// @param problemsPerFile so many problems of a file are handed on in detail; all are counted
public record ReadLimits(int recordBytes, int problemsPerFile) {
  public static final ReadLimits STANDARD = new ReadLimits(32 << 20, 20);

  public ReadLimits {
    if (recordBytes < 2 || recordBytes > 1 << 30) {
      throw new IllegalArgumentException(
          "the longest record must be from 2 bytes to 1 GB, not " + recordBytes);
    }
    if (problemsPerFile < 0) {
      throw new IllegalArgumentException("problemsPerFile is negative: " + problemsPerFile);
    }
  }
}
