package io.millrace.sandbox;

/// A 64-bit hash of a text that is the same on every machine: FNV-1a over its UTF-16 units, then
/// the finalising mix of MurmurHash3. Not for security.
public final class TextHash {

  private TextHash() {}

  /// The hash of a text under a salt, so that two uses of one text are independent.
  public static long of(String salt, String text) {
    long hash = 0xcbf29ce484222325L;
    hash = absorb(absorb(hash, salt) ^ 0x9e3779b97f4a7c15L, text);
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }

  /// The hash as a number from 0 (inclusive) to 1 (exclusive).
  public static double unit(String salt, String text) {
    return (of(salt, text) >>> 11) * 0x1.0p-53;
  }

  /// The hash as an index below `bound`.
  public static int index(String salt, String text, int bound) {
    return (int) Long.remainderUnsigned(of(salt, text), bound);
  }

  private static long absorb(long start, String text) {
    long hash = start;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
