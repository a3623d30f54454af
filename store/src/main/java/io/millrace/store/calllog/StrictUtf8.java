package io.millrace.store.calllog;

/// Checks that bytes are well-formed UTF-8 by the table of RFC 3629, section 4: no overlong forms,
/// no surrogates, nothing above U+10FFFF. Linear, without memory of its own.
final class StrictUtf8 {
  private StrictUtf8() {}

  /// The position of the first byte that is not part of a well-formed character; -1 when all are.
  static int firstFault(byte[] bytes, int length) {
    int i = 0;
    while (i < length) {
      int b = bytes[i];
      if (b >= 0) {
        i++;
        continue;
      }
      int n = characterLength(bytes, i, length);
      if (n == 0) {
        return i;
      }
      i += n;
    }
    return -1;
  }

  private static int characterLength(byte[] bytes, int i, int length) {
    int lead = bytes[i] & 0xFF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      return follows(bytes, i + 1, length, 0x80, 0xBF) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
      int low = lead == 0xE0 ? 0xA0 : 0x80;
      int high = lead == 0xED ? 0x9F : 0xBF;
      return follows(bytes, i + 1, length, low, high) && follows(bytes, i + 2, length, 0x80, 0xBF)
          ? 3
          : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
      int low = lead == 0xF0 ? 0x90 : 0x80;
      int high = lead == 0xF4 ? 0x8F : 0xBF;
      return follows(bytes, i + 1, length, low, high)
              && follows(bytes, i + 2, length, 0x80, 0xBF)
              && follows(bytes, i + 3, length, 0x80, 0xBF)
          ? 4
          : 0;
    }
    return 0;
  }

  private static boolean follows(byte[] bytes, int i, int length, int low, int high) {
    return i < length && (bytes[i] & 0xFF) >= low && (bytes[i] & 0xFF) <= high;
  }
}
