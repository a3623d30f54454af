package io.millrace.flywheel.audit;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Reason;
import io.millrace.flywheel.report.AuditReport.Status;
import io.millrace.learn.answer.AnswerShape;
import io.millrace.learn.answer.AnswerShapes;
import io.millrace.learn.answer.LabelFormat;
import io.millrace.learn.student.Example;
import io.millrace.learn.student.Prediction;
import io.millrace.learn.student.Student;
import io.millrace.learn.student.StudentInfo;
import io.millrace.learn.student.Students;
import io.millrace.learn.student.TrainedStudent;
import io.millrace.learn.student.TrainingOptions;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.model.Certificate;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicyBinding;
import io.millrace.store.policy.PolicyFolder;
import io.millrace.store.policy.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * The way of one scenario:
 *
 *   eligible calls -> units -> train | tune | certify; tune and certify thinned to uniform samples
 *   train          -> answer shape, student; stored, read back, and only that copy is measured
 *   tune           -> thresholds and their order, with what the folds of train said out of fold
 *   (the attempt is forced to disk)
 *   certify        -> walked once
 *
 * Nothing before the last line compares a student with an answer of the certifying part, or learns
 * from one. (How often the teacher disagrees with itself is counted over all parts, for the report.)
 */

/// Trains and certifies scenarios: the one way, for an audit of a log and for a round of the loop.
/// One thread at a time.
public final class ScenarioAudit {
  /// More calls of one scenario than this add nothing to a small student; the latest are taken.
  public static final int MOST_CALLS = 150_000;

  /// A certificate that covers less of a scenario is not released: running it would cost more care
  /// than it saves.
  static final double LEAST_COVERAGE = 0.1;

  private final AuditOptions options;
  private final AttemptLog attempts;
  private final TrueLabels labels;
  private final double delta;

  /// @param delta this scenario's share of the failure probability, before it is spent over
  ///   attempts
  public ScenarioAudit(AuditOptions options, AttemptLog attempts, TrueLabels labels, double delta) {
    this.options = options;
    this.attempts = attempts;
    this.labels = labels;
    this.delta = delta;
  }

  /// What came of a scenario.
  ///
  /// @param policy null unless certified
  /// @param micros median time of an answer on one core; NaN when nothing was trained
  /// @param trainMillis wall time of training; 0 when nothing was trained
  public record Result(
      AuditReport.Scenario report, @Nullable Policy policy, double micros, long trainMillis) {}

  /// When the calls were made that a scenario can be learned from, in order: those that asked its
  /// teacher in a plain request of a common form, and got a complete answer.
  public static List<Instant> usable(List<ScenarioCall> calls) {
    return Eligible.of(calls).answered().stream().map(ScenarioCall::created).toList();
  }

  /// Learns a scenario from its calls.
  ///
  /// @param calls in time order
  /// @param total what all its calls cost
  /// @throws AuditException when the attempt cannot be recorded; nothing was certified then
  public Result run(
      ScenarioTemplate template,
      List<ScenarioCall> calls,
      CallTable.Total total,
      Progress progress) {
    ScenarioDraft draft = new ScenarioDraft(template, calls, total);
    Eligible eligible = Eligible.of(calls);
    draft.teacher(eligible.teacher(), eligible.counts());
    List<Unit> units = Units.of(eligible.calls());
    draft.units(units.size());
    draft.floor(eligible.calls());
    Split whole = Split.byTime(units);
    UniformSample certifying = UniformSample.of(whole.certify());
    Split split =
        new Split(
            whole.train().stream().filter(u -> !u.lessons().isEmpty()).toList(),
            UniformSample.of(whole.tune()).units(),
            certifying.units());
    @Nullable Reason early = new Enough(options, delta).tooFew(eligible, split, certifying);
    if (early != null) {
      boolean constant = early.code().equals("one_answer");
      return draft.closed(constant ? Status.NOT_LEARNABLE : Status.NOT_CERTIFIED, early);
    }
    List<Example> examples = examples(split.train());
    AnswerShape shape = AnswerShapes.infer(examples);
    draft.shape(shape);
    @Nullable Reason unlearnable = Enough.unlearnable(shape);
    if (unlearnable != null) {
      return draft.closed(Status.NOT_LEARNABLE, unlearnable);
    }
    Trained trained = train(shape, examples, template.name(), progress);
    Scored tune = Scored.of(trained.student(), split.tune(), options.threads());
    draft.trained(trained.info(), trained.result(), tune, options, trained.format());
    draft.timing(micros(trained.student(), split.tune()), trained.millis());
    Scored planning = tune.and(outOfFold(split.train(), examples, trained.result()));
    return certify(draft, template, eligible, split, trained, planning);
  }

  /// What the folds of train said out of fold, of a uniform sample of it: thresholds are for all
  /// calls.
  private static Scored outOfFold(
      List<Unit> train, List<Example> examples, TrainedStudent trained) {
    Set<Unit> sample = Collections.newSetFromMap(new IdentityHashMap<>());
    sample.addAll(UniformSample.of(train).units());
    List<Example> lessons = new ArrayList<>();
    List<Prediction> predictions = new ArrayList<>();
    int next = 0;
    for (Unit unit : train) {
      int end = next + unit.lessons().size();
      if (sample.contains(unit)) {
        lessons.addAll(examples.subList(next, end));
        predictions.addAll(trained.outOfFold().subList(next, end));
      }
      next = end;
    }
    return Scored.ofLessons(lessons, predictions);
  }

  private Result certify(
      ScenarioDraft draft,
      ScenarioTemplate template,
      Eligible eligible,
      Split split,
      Trained trained,
      Scored planning) {
    List<String> rows = rowHashes(split.certify());
    List<String> ids = lineage(template);
    int attempt = attempts.next(ids, rows);
    Certifying certifying = new Certifying(options, Certifying.share(delta, attempt));
    @Nullable Reason hopeless = certifying.plan(planning, split.certify().size());
    if (hopeless != null) {
      return draft.closed(Status.NOT_CERTIFIED, hopeless);
    }
    String dataHash = dataHash(split.certify());
    attempts.record(ids, dataHash, rows);
    Scored certify = Scored.of(trained.student(), split.certify(), options.threads());
    return switch (certifying.test(certify)) {
      case Certifying.Refused(Reason reason) -> draft.closed(Status.NOT_CERTIFIED, reason);
      case Certifying.Passed passed when passed.coverage() < LEAST_COVERAGE ->
          draft.closed(
              Status.NOT_CERTIFIED,
              new Reason("under_a_tenth", Map.of("coverage", Reasons.share(passed.coverage()))));
      case Certifying.Passed passed -> {
        Certificate certificate =
            certificate(passed, attempt, certifying.delta(), split, dataHash, trained.hash());
        draft.truth(
            labels.compare(
                certify,
                passed.threshold(),
                trained.format(),
                options.alpha(),
                certifying.delta()));
        Policy policy = policy(template, eligible, split, certificate, trained.student());
        BigDecimal saving = saving(draft, eligible, certify, passed.threshold(), trained);
        yield draft.certified(certificate, policy, passed.coverage(), saving);
      }
    };
  }

  /// What an attempt is remembered by: every wording, and the id, which outlasts wordings.
  static List<String> lineage(ScenarioTemplate template) {
    Set<String> ids = new LinkedHashSet<>(template.versionIds());
    ids.add(template.id());
    return List.copyOf(ids);
  }

  private Policy policy(
      ScenarioTemplate template,
      Eligible eligible,
      Split split,
      Certificate certificate,
      Student student) {
    PolicyBinding binding =
        new PolicyBinding(
            eligible.teacher(),
            versions(eligible, split),
            eligible.forms(),
            eligible.answerTokens());
    return new Policy(
        template.id(), template.name(), binding, certificate, provenance(split), student);
  }

  private BigDecimal saving(
      ScenarioDraft draft, Eligible eligible, Scored certify, double threshold, Trained trained) {
    return Saving.usd(
        draft.spend(),
        eligibleShare(draft, eligible),
        acceptedShare(certify, threshold),
        Math.round(eligible.calls().size() * draft.callsPerCallLookedAt()),
        trained.info().encoder(),
        options);
  }

  private record Trained(
      Student student,
      StudentInfo info,
      TrainedStudent result,
      @Nullable LabelFormat format,
      String hash,
      long millis) {}

  /// Trains, stores, reads back: what is measured from here on is what would be served.
  private Trained train(AnswerShape shape, List<Example> examples, String name, Progress progress) {
    long start = System.nanoTime();
    TrainedStudent result =
        Students.train(
            shape,
            examples,
            new TrainingOptions(
                options.seed(),
                options.threads(),
                options.encoders(),
                options.alpha(),
                share -> progress.at("learn", share, name)));
    byte[] stored = PolicyFolder.studentBytes(result.student());
    try {
      Student served = PolicyFolder.student(stored);
      long millis = (System.nanoTime() - start) / 1_000_000;
      LabelFormat format = shape instanceof AnswerShape.Label ? LabelFormat.learn(examples) : null;
      return new Trained(served, served.info(), result, format, Sha256.of(stored), millis);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Certificate certificate(
      Certifying.Passed passed,
      int attempt,
      double attemptDelta,
      Split split,
      String dataHash,
      String studentHash) {
    List<Unit> units = split.certify();
    return new Certificate(
        options.promise().name().toLowerCase(Locale.ROOT),
        options.alpha(),
        options.delta(),
        options.loss().name().toLowerCase(Locale.ROOT),
        "distinct_inputs",
        units.size(),
        passed.answered(),
        passed.disagreed(),
        passed.loss(),
        passed.riskUpper(),
        passed.threshold(),
        passed.method(),
        passed.pValue(),
        attempt,
        attemptDelta,
        options.seed(),
        units.stream().map(Unit::created).min(Comparator.naturalOrder()).orElseThrow(),
        units.stream().map(Unit::created).max(Comparator.naturalOrder()).orElseThrow(),
        dataHash,
        studentHash);
  }

  /// The template versions of the certifying calls: the policy is bound to them.
  static List<Integer> versions(Eligible eligible, Split split) {
    Set<String> ids = new HashSet<>();
    split.certify().forEach(u -> ids.add(u.callId()));
    return Eligible.versions(eligible.calls().stream().filter(c -> ids.contains(c.id())).toList());
  }

  private Policy.Provenance provenance(Split split) {
    return new Policy.Provenance(
        dataHash(split.train()),
        split.train().size(),
        options.seed(),
        options.encoders() ? "all" : "fast",
        Audit.VERSION);
  }

  private static double eligibleShare(ScenarioDraft draft, Eligible eligible) {
    long sum = 0;
    for (ScenarioCall call : eligible.calls()) {
      sum += Math.max(0, call.cost());
    }
    double spend = draft.learnedSpend();
    return spend > 0 ? Math.min(1, sum / spend) : 0;
  }

  private static double acceptedShare(Scored certify, double threshold) {
    double all = 0;
    double accepted = 0;
    for (int i = 0; i < certify.units().size(); i++) {
      double cost = certify.units().get(i).cost();
      all += cost;
      accepted += certify.predictions().get(i).confidence() >= threshold ? cost : 0;
    }
    return all > 0 ? accepted / all : 0;
  }

  static List<Example> examples(List<Unit> train) {
    List<Example> examples = new ArrayList<>();
    for (Unit unit : train) {
      for (Unit.Lesson lesson : unit.lessons()) {
        examples.add(new Example(lesson.input(), lesson.answer(), 1));
      }
    }
    return examples;
  }

  static String dataHash(List<Unit> units) {
    Sha256 hash = new Sha256();
    units.forEach(u -> hash.add(u.callId()).add(u.input()).add(u.answer()));
    return hash.hex();
  }

  static List<String> rowHashes(List<Unit> units) {
    return units.stream()
        .map(u -> new Sha256().add(u.input()).add(u.answer()).hex().substring(0, 16))
        .toList();
  }

  /// The median time of an answer in microseconds, over some tune inputs, after a warm-up.
  private static double micros(Student student, List<Unit> units) {
    int most = student.info().encoder() ? 40 : 2000;
    List<String> inputs = units.stream().limit(most).map(Unit::input).toList();
    if (inputs.isEmpty()) {
      return Double.NaN;
    }
    long[] nanos = new long[inputs.size()];
    double sink = 0;
    for (int round = 0; round < (student.info().encoder() ? 1 : 3); round++) {
      for (int i = 0; i < nanos.length; i++) {
        long start = System.nanoTime();
        sink += student.answer(inputs.get(i)).confidence();
        nanos[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    return sink < 0 ? Double.NaN : nanos[nanos.length / 2] / 1000.0;
  }
}
