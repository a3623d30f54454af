package io.millrace.gateway;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Draws that anybody can repeat later from what the journal holds: numbers in \[0, 1) that follow
/// from a purpose, a policy and a text, as good as uniform and independent of each other.
final class Draws {
  private Draws() {}

  /// Whether a conversation is within a policy's share: the same one always is or never is, and one
  /// that is stays in as the share grows.
  static boolean within(double share, String policy, String conversation) {
    return share >= 1 || share > 0 && unit("share", policy, conversation) < share;
  }

  /// Whether a call is audited.
  static boolean audited(double rate, String policy, String call) {
    return rate >= 1 || rate > 0 && unit("audit", policy, call) < rate;
  }

  /// Where a unit falls in an experiment: the same one always there.
  static double arm(String experiment, String unit) {
    return unit("arm", experiment, unit);
  }

  /// What a unit of an experiment is known by, 16 hexadecimal digits: not its name, and another one
  /// in each experiment.
  static String alias(String experiment, String unit) {
    return HexFormat.of().toHexDigits(hash("unit", experiment, unit));
  }

  private static double unit(String purpose, String policy, String text) {
    return (hash(purpose, policy, text) >>> 11) * 0x1p-53;
  }

  /// FNV-1a over the texts, finished as SplitMix64 finishes.
  private static long hash(String purpose, String policy, String text) {
    long hash = add(add(add(0xcbf29ce484222325L, purpose), policy), text);
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    return hash ^ hash >>> 31;
  }

  private static long add(long start, String text) {
    long hash = start;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ b & 0xff) * 0x100000001b3L;
    }
    return (hash ^ 0xff) * 0x100000001b3L;
  }
}
