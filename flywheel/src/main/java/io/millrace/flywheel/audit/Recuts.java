package io.millrace.flywheel.audit;

import io.millrace.learn.answer.AnswerShape;
import io.millrace.learn.answer.AnswerShapes;
import io.millrace.learn.student.Example;
import io.millrace.learn.student.Student;
import io.millrace.learn.student.Students;
import io.millrace.learn.student.TrainedStudent;
import io.millrace.learn.student.TrainingOptions;
import io.millrace.learn.template.ScenarioMatcher;
import io.millrace.proof.Outcomes;
import io.millrace.proof.SelectivePlan;
import io.millrace.proof.Verdict;
import io.millrace.store.calllog.CallSpool;
import io.millrace.store.policy.PolicyFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Holds the certificates of the product to their promise: a student is trained once, on the
/// earliest calls, and the calls it was not trained on are cut into tune and certify at random,
/// again and again. One cut says little about a method; many say what it covers on average and how
/// often it is wrong.
public final class Recuts {
  private final Scored outOfFold;
  private final double[] confidence;
  private final boolean[] wrong;

  private Recuts(Scored outOfFold, double[] confidence, boolean[] wrong) {
    this.outOfFold = outOfFold;
    this.confidence = confidence.clone();
    this.wrong = wrong.clone();
  }

  /// A scenario of a log with its student trained.
  ///
  /// @param name of the scenario
  /// @param shape `label` or `record`
  /// @param members the student's parts
  /// @param trained distinct inputs it was trained on
  /// @param bytes its size as stored
  /// @param trainMillis wall time of training
  /// @param recuts its answers to the calls it was not trained on
  public record Prepared(
      String name,
      String shape,
      List<String> members,
      int trained,
      long bytes,
      long trainMillis,
      Recuts recuts) {}

  /// What a cut gave: coverage 0 without a certificate, and the true risk of its threshold over all
  /// calls that the student was not trained on.
  public record Cut(double coverage, double trueRisk) {}

  /// Prepares the greatest scenario of a log; empty when it cannot be learned.
  public static Optional<Prepared> ofGreatest(CallSpool spool, AuditOptions options) {
    CallTable table = new CallTable(spool);
    table.price(options.prices(), _ -> {});
    table.discover(options.seed(), _ -> {});
    List<CallTable.Total> totals = table.totals();
    Optional<Integer> greatest =
        IntStream.range(0, table.templates().size())
            .boxed()
            .max(Comparator.comparingLong(s -> totals.get(s).calls()));
    return greatest.flatMap(s -> prepare(table, s, options));
  }

  private static Optional<Prepared> prepare(CallTable table, int scenario, AuditOptions options) {
    ScenarioMatcher matcher = ScenarioMatcher.of(table.templates());
    Eligible eligible = Eligible.of(table.calls(scenario, matcher, Integer.MAX_VALUE));
    Split split = Split.byTime(Units.of(eligible.calls()));
    List<Example> examples = ScenarioAudit.examples(split.train());
    AnswerShape shape = AnswerShapes.infer(examples);
    boolean learnable =
        shape instanceof AnswerShape.Label
            || (shape instanceof AnswerShape.Record r && r.learnable());
    if (!learnable) {
      return Optional.empty();
    }
    long start = System.nanoTime();
    TrainedStudent trained = trained(shape, examples, options);
    Student student = served(trained.student());
    long millis = (System.nanoTime() - start) / 1_000_000;
    List<Unit> untrained = new ArrayList<>(split.tune());
    untrained.addAll(split.certify());
    Scored scored = Scored.of(student, untrained, options.threads());
    return Optional.of(
        new Prepared(
            table.templates().get(scenario).name(),
            shape instanceof AnswerShape.Label ? "label" : "record",
            student.info().members(),
            split.train().size(),
            student.info().bytes(),
            millis,
            new Recuts(
                Scored.ofLessons(examples, trained.outOfFold()),
                scored.confidences(),
                scored.wrong())));
  }

  private static TrainedStudent trained(
      AnswerShape shape, List<Example> examples, AuditOptions options) {
    TrainingOptions training =
        new TrainingOptions(
            options.seed(), options.threads(), options.encoders(), options.alpha(), _ -> {});
    return Students.train(shape, examples, training);
  }

  private static Student served(Student student) {
    try {
      return PolicyFolder.student(PolicyFolder.studentBytes(student));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The answers of any student, real or made up.
  public static Recuts of(double[] confidence, boolean[] wrong) {
    return new Recuts(new Scored(List.of(), List.of()), confidence, wrong);
  }

  /// How many calls there are to cut.
  public int size() {
    return wrong.length;
  }

  /// The share of all answers that agree.
  public double agreement() {
    return 1 - risk(Double.NEGATIVE_INFINITY);
  }

  /// Cuts at random, in the proportions of the product, and certifies as the product does.
  public Cut selective(double alpha, double delta, long seed) {
    int[] order = shuffled(seed);
    int tuneSize = tuneSize();
    int[] tune = Arrays.copyOfRange(order, 0, tuneSize);
    int[] certify = Arrays.copyOfRange(order, tuneSize, order.length);
    SelectivePlan plan = SelectivePlan.of(planning(tune), certify.length, alpha, delta);
    return switch (plan.test(outcomes(certify))) {
      case Verdict.Certified c when c.coverage() >= ScenarioAudit.LEAST_COVERAGE ->
          new Cut(c.coverage(), risk(c.threshold()));
      case Verdict.Certified _ -> new Cut(0, 0);
      case Verdict.NotCertified _ -> new Cut(0, 0);
    };
  }

  /// What has no proof: the loosest threshold at which the certifying calls themselves look good
  /// enough.
  public Cut naive(double alpha, long seed) {
    int[] order = shuffled(seed);
    int[] certify = Arrays.copyOfRange(order, tuneSize(), order.length);
    Integer[] surest =
        Arrays.stream(certify)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -confidence[i]))
            .toArray(Integer[]::new);
    int errors = 0;
    int best = 0;
    for (int i = 0; i < surest.length; i++) {
      errors += wrong[surest[i]] ? 1 : 0;
      best = errors <= alpha * (i + 1) ? i + 1 : best;
    }
    double coverage = (double) best / certify.length;
    return coverage < ScenarioAudit.LEAST_COVERAGE
        ? new Cut(0, 0)
        : new Cut(coverage, risk(confidence[surest[best - 1]]));
  }

  private int tuneSize() {
    double share = Split.Shares.TUNE / (1 - Split.Shares.TRAIN);
    return (int) Math.round(wrong.length * share);
  }

  private double risk(double threshold) {
    int answered = 0;
    int errors = 0;
    for (int i = 0; i < wrong.length; i++) {
      if (confidence[i] >= threshold) {
        answered++;
        errors += wrong[i] ? 1 : 0;
      }
    }
    return answered == 0 ? 0 : (double) errors / answered;
  }

  private Outcomes planning(int[] tune) {
    int known = outOfFold.units().size();
    double[] confidences = Arrays.copyOf(outOfFold.confidences(), known + tune.length);
    boolean[] errors = Arrays.copyOf(outOfFold.wrong(), known + tune.length);
    for (int i = 0; i < tune.length; i++) {
      confidences[known + i] = confidence[tune[i]];
      errors[known + i] = wrong[tune[i]];
    }
    return Outcomes.ofWrong(confidences, errors);
  }

  private Outcomes outcomes(int[] chosen) {
    double[] confidences = Arrays.stream(chosen).mapToDouble(i -> confidence[i]).toArray();
    boolean[] errors = new boolean[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      errors[i] = wrong[chosen[i]];
    }
    return Outcomes.ofWrong(confidences, errors);
  }

  private int[] shuffled(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = IntStream.range(0, wrong.length).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }
}
