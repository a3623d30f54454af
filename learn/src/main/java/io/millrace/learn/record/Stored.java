package io.millrace.learn.record;

import java.io.DataInput;
import java.io.IOException;

/// Reading what was stored, with bounds.
final class Stored {
  private static final int MAX = 1 << 26;

  private Stored() {}

  /// A count, refused when it is out of range.
  static int count(DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MAX) {
      throw new IOException("a stored count of " + count + " is out of range");
    }
    return count;
  }
}
