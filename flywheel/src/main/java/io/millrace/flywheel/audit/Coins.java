package io.millrace.flywheel.audit;

/// Draws that anybody can repeat later: numbers in \[0, 1) that follow from a text, as good as
/// uniform and as independent of each other as their texts are different.
public final class Coins {
  private Coins() {}

  /// Whether a call is drawn for a shadow of a model.
  public static boolean shadowed(String call, String model, double share) {
    return uniform("shadow " + model + " " + call) < share;
  }

  /// Whether a person is asked about what a judge said of a shadow.
  public static boolean labelled(String shadow) {
    return uniform("label " + shadow) < CheaperAudit.LABELLED;
  }

  /// FNV-1a over the characters, finished as SplitMix64 finishes; 53 bits.
  static double uniform(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return (hash >>> 11) * 0x1p-53;
  }
}
