package io.millrace.learn.label;

import io.millrace.learn.student.Prediction;
import io.millrace.learn.student.TrainedStudent;
import io.millrace.learn.student.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Trains label students: fits the candidates on folds, chooses the average that covers most at the
/// risk allowed, cheapest first, and fits the chosen ones again on everything.
///
/// The same examples, options and seed give the same student bit for bit on any number of threads,
/// as long as no encoder is chosen (an encoder's vectors may differ in the last bits from one
/// processor to another). Stateless; a call works on `options.threads()` threads that end with it.
public final class LabelTrainer {
  private LabelTrainer() {}

  /// Trains a student for one scenario.
  ///
  /// @param inputs the examples' inputs
  /// @param labels the examples' labels, indexes of `renderings`
  /// @param weights how many calls each example stands for
  /// @param renderings what would be sent for each label, at least one
  /// @throws IllegalArgumentException when sizes disagree or there are no renderings
  public static TrainedStudent train(
      List<String> inputs,
      int[] labels,
      int[] weights,
      List<String> renderings,
      TrainingOptions options) {
    check(inputs, labels, weights, renderings.size());
    var classes = Classes.of(labels, renderings.size());
    var trained = new Training(inputs, classes, weights, options).run(true);
    var student = new LabelStudent(renderings, classes.labelOf(), trained.model());
    var outOfFold = new ArrayList<Prediction>();
    for (double[] scores : trained.outOfFold()) {
      outOfFold.add(student.prediction(scores));
    }
    options.progress().accept(1);
    return new TrainedStudent(student, outOfFold, trained.compaction(), trained.notes());
  }

  /// Trains only the n-gram member: seconds of work, for parts of larger students.
  ///
  /// @param labelCount how many labels there are; each has a class of its own, however rare
  public static TrainedModel trainNgram(
      List<String> inputs, int[] labels, int[] weights, int labelCount, TrainingOptions options) {
    check(inputs, labels, weights, labelCount);
    var labelOf = new int[labelCount];
    java.util.Arrays.setAll(labelOf, i -> i);
    var trained = new Training(inputs, new Classes(labelOf, labels), weights, options).run(false);
    return new TrainedModel(trained.model(), trained.outOfFold());
  }

  /// A model and the log-probabilities that models of the same recipe gave to examples unseen by
  /// them.
  ///
  /// @param outOfFold example by example, in the examples' order
  @SuppressWarnings(
      "ArrayRecordComponent") // Handed over, never changed: a copy of so many numbers has no use.
  public record TrainedModel(LabelModel model, double[][] outOfFold) {}

  private static void check(List<String> inputs, int[] labels, int[] weights, int labelCount) {
    if (inputs.size() != labels.length || labels.length != weights.length || labelCount < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d inputs, %d labels, %d weights, %d renderings.",
              inputs.size(),
              labels.length,
              weights.length,
              labelCount));
    }
  }
}
