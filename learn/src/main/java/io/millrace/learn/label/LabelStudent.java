package io.millrace.learn.label;

import io.millrace.learn.student.Prediction;
import io.millrace.learn.student.Student;
import io.millrace.learn.student.StudentInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// A student that gives one of a fixed list of answers, with the probability that its model gives
/// it as confidence.
///
/// The model may have a class for everything too rare to learn. It is never answered, but its
/// probability is missing from the others', so an input that looks rare has a low confidence.
public final class LabelStudent implements Student {
  /// What the stored bytes begin with.
  public static final String KIND = "label";

  private static final double NEVER = -30;

  private final List<String> renderings;
  private final int[] renderingOf;
  private final LabelModel model;

  /// @param renderings what would be sent for each label
  /// @param renderingOf the label of each class of the model, or -1 for the rare class
  LabelStudent(List<String> renderings, int[] renderingOf, LabelModel model) {
    this.renderings = List.copyOf(renderings);
    this.renderingOf = renderingOf;
    this.model = model;
  }

  @Override
  public Prediction answer(String input) {
    var scores = new double[model.labels()];
    model.logProbabilities(input, scores);
    return prediction(scores);
  }

  Prediction prediction(double[] scores) {
    int best = -1;
    for (int c = 0; c < scores.length; c++) {
      if (renderingOf[c] >= 0 && (best < 0 || scores[c] > scores[best])) {
        best = c;
      }
    }
    return new Prediction(renderings.get(renderingOf[best]), Math.exp(Math.min(0, scores[best])));
  }

  /// The number of labels.
  public int labels() {
    return renderings.size();
  }

  /// Writes the natural logarithm of each label's probability; labels too rare to learn have e^-30.
  ///
  /// @param out [#labels] entries
  public void logProbabilities(String input, double[] out) {
    var scores = new double[model.labels()];
    model.logProbabilities(input, scores);
    Arrays.fill(out, NEVER);
    for (int c = 0; c < scores.length; c++) {
      if (renderingOf[c] >= 0) {
        out[renderingOf[c]] = scores[c];
      }
    }
  }

  @Override
  public StudentInfo info() {
    return new StudentInfo("label", model.members(), model.encoder(), model.bytes());
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(KIND);
    out.writeInt(renderings.size());
    for (String rendering : renderings) {
      Stored.write(out, rendering.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Stored.write(out, renderingOf);
    model.write(out);
  }

  /// Restores a student whose kind was read already ([io.millrace.learn.student.Students#read]).
  ///
  /// @throws IOException when the bytes are not such a student
  public static LabelStudent read(DataInput in) throws IOException {
    int count = in.readInt();
    Stored.check(count > 0 && count < 1 << 20, count + " labels");
    var renderings = new String[count];
    for (int i = 0; i < count; i++) {
      renderings[i] = new String(Stored.bytes(in), java.nio.charset.StandardCharsets.UTF_8);
    }
    int[] renderingOf = Stored.integers(in);
    var model = LabelModel.read(in);
    Stored.check(
        renderingOf.length == model.labels()
            && Arrays.stream(renderingOf).allMatch(r -> r >= -1 && r < count)
            && Arrays.stream(renderingOf).anyMatch(r -> r >= 0),
        "labels");
    return new LabelStudent(List.of(renderings), renderingOf, model);
  }
}
