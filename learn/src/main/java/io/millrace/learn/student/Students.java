package io.millrace.learn.student;

import io.millrace.learn.answer.AnswerShape;
import io.millrace.learn.answer.LabelFormat;
import io.millrace.learn.label.LabelStudent;
import io.millrace.learn.label.LabelTrainer;
import io.millrace.learn.record.RecordStudent;
import io.millrace.learn.record.RecordTrainer;
import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Trains and restores students of any kind.
public final class Students {
  private Students() {}

  /// Trains a student.
  ///
  /// Examples whose answer is none of the labels are left out of training; their out-of-fold
  /// prediction is that of the finished student, which has not seen them either.
  ///
  /// @param shape of the examples' answers
  /// @param examples in time order, one for each distinct input
  /// @throws IllegalArgumentException for text, for a record that cannot be learned, or no examples
  public static TrainedStudent train(
      AnswerShape shape, List<Example> examples, TrainingOptions options) {
    return switch (shape) {
      case AnswerShape.Label _ -> trainLabel(examples, options);
      case AnswerShape.Record record -> RecordTrainer.train(record, examples, options);
      case AnswerShape.Text text ->
          throw new IllegalArgumentException("text stays with the teacher: " + text.obstacle());
    };
  }

  private static TrainedStudent trainLabel(List<Example> examples, TrainingOptions options) {
    LabelFormat format = LabelFormat.learn(examples);
    int[] labels = examples.stream().mapToInt(e -> format.labelOf(e.answer())).toArray();
    int[] told = IntStream.range(0, labels.length).filter(e -> labels[e] >= 0).toArray();
    if (told.length == 0) {
      throw new IllegalArgumentException("none of " + labels.length + " answers is a label");
    }
    TrainedStudent trained =
        LabelTrainer.train(
            IntStream.of(told).mapToObj(e -> examples.get(e).input()).toList(),
            IntStream.of(told).map(e -> labels[e]).toArray(),
            IntStream.of(told).map(e -> examples.get(e).weight()).toArray(),
            IntStream.range(0, format.labels().size()).mapToObj(format::render).toList(),
            options);
    List<Prediction> outOfFold = new ArrayList<>();
    int next = 0;
    for (int e = 0; e < labels.length; e++) {
      outOfFold.add(
          labels[e] >= 0
              ? trained.outOfFold().get(next++)
              : trained.student().answer(examples.get(e).input()));
    }
    return new TrainedStudent(trained.student(), outOfFold, trained.compaction(), trained.notes());
  }

  /// Restores a student that [Student#write] wrote.
  ///
  /// @throws IOException when the bytes are no student
  public static Student read(DataInput in) throws IOException {
    String kind = in.readUTF();
    return switch (kind) {
      case LabelStudent.KIND -> LabelStudent.read(in);
      case RecordStudent.KIND -> RecordStudent.read(in);
      default -> throw new IOException("a stored student is of no known kind");
    };
  }
}
