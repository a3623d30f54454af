package io.millrace.proof;

/// Makes a uniform sample of calls that were observed with unequal, known probabilities: each is
/// kept with probability least / probability, so that every call of the window is in the sample
/// with probability `least`. The coin is a hash of the call's id: the same calls are kept whenever
/// one asks. Pure and thread-safe.
public final class Thinning {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  /// Keeps this coin apart from other draws that hash the same id.
  private static final long SALT = 0x7468696e6e696e67L;

  private Thinning() {}

  /// Whether to keep a call.
  ///
  /// @param id of the call
  /// @param probability with which it was to be observed, in \[least, 1\]
  /// @param least the least such probability of all calls of the window, in (0, 1\]
  public static boolean keeps(String id, double probability, double least) {
    Checks.weight(least);
    Checks.observed(probability, least);
    return uniform(id) * probability < least;
  }

  /// A number in \[0, 1) that looks uniform over ids: FNV-1a over the characters, mixed by the
  /// finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  static double uniform(String id) {
    long hash = OFFSET;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * PRIME;
    }
    return (mix(mix(hash) ^ SALT) >>> 11) * 0x1.0p-53;
  }

  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
