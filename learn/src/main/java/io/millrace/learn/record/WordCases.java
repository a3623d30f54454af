package io.millrace.learn.record;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/// How words are usually written in the middle of the training texts: small, capital, both, or
/// never seen.
final class WordCases {
  private static final int UNSEEN = 0;
  private static final int SMALL = 1;
  private static final int BOTH = 2;
  private static final int CAPITAL = 3;

  private final IntTable cases;

  private WordCases(IntTable cases) {
    this.cases = cases;
  }

  /// Counts words of at least two texts.
  static WordCases learn(List<Tokens> texts) {
    var small = new IntTable();
    var capital = new IntTable();
    for (Tokens tokens : texts) {
      for (int i = 1; i < tokens.size; i++) {
        int first = tokens.text.codePointAt(tokens.start[i]);
        if (Character.isLetter(first) && !Character.isIdeographic(first)) {
          (Character.isUpperCase(first) ? capital : small).add(key(tokens, i), 1);
        }
      }
    }
    var cases = new IntTable();
    for (int key : small.keys()) {
      if (small.get(key, 0) + capital.get(key, 0) > 1) {
        cases.put(key, small.get(key, 0) >= 5 * capital.get(key, 0) ? SMALL : BOTH);
      }
    }
    for (int key : capital.keys()) {
      if (capital.get(key, 0) > 1 && capital.get(key, 0) >= 5 * small.get(key, 0)) {
        cases.put(key, CAPITAL);
      }
    }
    return new WordCases(cases);
  }

  /// The hash that [Observations] gives a word in small letters.
  static int key(Tokens tokens, int i) {
    int low = 17;
    int at = tokens.start[i];
    while (at < tokens.end[i]) {
      int c = tokens.text.codePointAt(at);
      at += Character.charCount(c);
      int small = c < 128 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : Character.toLowerCase(c);
      low = low * 0x01000193 ^ small;
    }
    int hash = Observations.finish(low);
    return hash == 0 ? 1 : hash;
  }

  int of(int word) {
    return cases.get(word, UNSEEN);
  }

  void write(DataOutput out) throws IOException {
    int[] keys = cases.keys();
    out.writeInt(keys.length);
    for (int key : keys) {
      out.writeInt(key);
      out.writeByte(cases.get(key, 0));
    }
  }

  static WordCases read(DataInput in) throws IOException {
    var cases = new IntTable();
    for (int left = Stored.count(in); left > 0; left--) {
      cases.put(in.readInt(), in.readByte());
    }
    return new WordCases(cases);
  }
}
