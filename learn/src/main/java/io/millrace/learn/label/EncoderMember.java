package io.millrace.learn.label;

import io.millrace.learn.encoder.Encoder;
import io.millrace.learn.encoder.EncoderKind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/// Softmax regression on the vectors of a frozen sentence encoder, which is loaded when first
/// needed.
final class EncoderMember implements Member {
  static final byte TAG = 3;

  private final EncoderKind kind;
  private final EncoderHead head;

  EncoderMember(EncoderKind kind, EncoderHead head) {
    this.kind = kind;
    this.head = head;
  }

  @Override
  public void logProbabilities(String input, float[] out) {
    head.logProbabilities(Encoder.of(kind).embed(input), out);
  }

  @Override
  public String title() {
    return kind.title();
  }

  @Override
  public long bytes() {
    return 4L * (head.weights.length + 1) * head.bias.length;
  }

  @Override
  public byte tag() {
    return TAG;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(kind.title());
    Stored.write(out, Rows.flat(head.weights));
    Stored.write(out, head.bias);
  }

  static EncoderMember read(DataInput in, int labels) throws IOException {
    String title = in.readUTF();
    var kind =
        Arrays.stream(EncoderKind.values())
            .filter(k -> k.title().equals(title))
            .findFirst()
            .orElseThrow(
                () -> new IOException("A stored label model needs an unknown encoder: " + title));
    float[] weights = Stored.floats(in);
    float[] bias = Stored.floats(in);
    Stored.check(
        bias.length == labels && weights.length == kind.dimension() * labels, "head sizes");
    return new EncoderMember(kind, EncoderHead.of(Rows.split(weights, kind.dimension()), bias));
  }
}
