package io.millrace.learn.label;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// One trained classifier of a [LabelModel]. Immutable and safe to share between threads.
sealed interface Member permits NgramMember, TokenMember, EncoderMember {
  /// The natural logarithm of each label's probability.
  ///
  /// @param out one entry for each label
  void logProbabilities(String input, float[] out);

  /// A short name.
  String title();

  /// The size of the weights as stored.
  long bytes();

  /// The byte that stands before a stored member.
  byte tag();

  void write(DataOutput out) throws IOException;

  static Member read(DataInput in, int labels) throws IOException {
    byte tag = in.readByte();
    return switch (tag) {
      case NgramMember.TAG -> NgramMember.read(in, labels);
      case TokenMember.TAG -> TokenMember.read(in, labels);
      case EncoderMember.TAG -> EncoderMember.read(in, labels);
      default ->
          throw new IOException("A stored label model has a member of unknown kind " + tag + ".");
    };
  }
}
