package io.millrace.store.calllog;

/// The ids seen so far, as a set of 64-bit hashes: 8 to 27 bytes of memory an id, whatever its
/// length. Two different ids are taken for one with a chance of n²/2⁶⁵ over n ids: under one in a
/// million for a million calls. One thread at a time.
final class SeenIds {
  private long[] slots = new long[1 << 10];
  private int size;
  private boolean zero;

  /// @return false when the id was there before
  boolean add(String id) {
    long hash = hash(id);
    if (hash == 0) {
      boolean fresh = !zero;
      zero = true;
      return fresh;
    }
    if (!put(slots, hash)) {
      return false;
    }
    if (++size > slots.length - slots.length / 4) {
      grow();
    }
    return true;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (long hash : slots) {
      if (hash != 0) {
        put(larger, hash);
      }
    }
    slots = larger;
  }

  private static boolean put(long[] slots, long hash) {
    int mask = slots.length - 1;
    int i = (int) hash & mask;
    while (slots[i] != 0) {
      if (slots[i] == hash) {
        return false;
      }
      i = (i + 1) & mask;
    }
    slots[i] = hash;
    return true;
  }

  /// Characters folded by multiply and rotate, then the 64-bit finaliser of MurmurHash3.
  private static long hash(String id) {
    long h = 0x9E3779B97F4A7C15L ^ id.length();
    for (int i = 0; i < id.length(); i++) {
      h = Long.rotateLeft((h ^ id.charAt(i)) * 0x87C37B91114253D5L, 31);
    }
    h = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return h ^ (h >>> 33);
  }
}
