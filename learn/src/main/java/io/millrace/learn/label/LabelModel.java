package io.millrace.learn.label;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A classifier of texts: the weighted mean of its members' log-probabilities, made to sum to 1
/// again. Without members it answers with how common each label was. Immutable and safe to share
/// between threads.
public final class LabelModel {
  private static final int FORMAT = 1;

  private final float[] prior;
  private final List<Member> members;
  private final float[] shares;

  /// @param prior the log-probability of each label when nothing else is known
  /// @param shares the weight of each member, summing to 1
  LabelModel(float[] prior, List<Member> members, float[] shares) {
    this.prior = prior;
    this.members = List.copyOf(members);
    this.shares = shares;
  }

  /// The number of labels.
  public int labels() {
    return prior.length;
  }

  /// Writes the natural logarithm of each label's probability.
  ///
  /// @param out [#labels] entries
  public void logProbabilities(String input, double[] out) {
    if (members.isEmpty()) {
      for (int c = 0; c < out.length; c++) {
        out[c] = prior[c];
      }
      return;
    }
    var scores = new float[prior.length];
    Arrays.fill(out, 0);
    for (int m = 0; m < shares.length; m++) {
      members.get(m).logProbabilities(input, scores);
      for (int c = 0; c < scores.length; c++) {
        out[c] += shares[m] * scores[c];
      }
    }
    Softmax.log(out);
  }

  /// The members' short names.
  public List<String> members() {
    return members.stream().map(Member::title).toList();
  }

  /// Whether a member runs an encoder.
  public boolean encoder() {
    return members.stream().anyMatch(EncoderMember.class::isInstance);
  }

  /// The size of the weights as stored.
  public long bytes() {
    return members.stream().mapToLong(Member::bytes).sum() + 4L * prior.length;
  }

  /// Stores the model; [#read] restores it.
  public void write(DataOutput out) throws IOException {
    out.writeInt(FORMAT);
    Stored.write(out, prior);
    Stored.write(out, shares);
    for (Member member : members) {
      out.writeByte(member.tag());
      member.write(out);
    }
  }

  /// Restores a model.
  ///
  /// @throws IOException when the bytes are not such a model
  public static LabelModel read(DataInput in) throws IOException {
    int format = in.readInt();
    Stored.check(format == FORMAT, "format " + format);
    float[] prior = Stored.floats(in);
    float[] shares = Stored.floats(in);
    var members = new ArrayList<Member>();
    for (int i = 0; i < shares.length; i++) {
      members.add(Member.read(in, prior.length));
    }
    return new LabelModel(prior, members, shares);
  }
}
