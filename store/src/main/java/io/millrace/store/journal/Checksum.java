package io.millrace.store.journal;

import java.util.zip.CRC32C;

/// CRC-32C, which processors compute by themselves.
final class Checksum {
  private Checksum() {}

  static int of(byte[] bytes, int offset, int length) {
    var crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
