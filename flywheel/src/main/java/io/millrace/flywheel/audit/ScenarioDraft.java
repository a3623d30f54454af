package io.millrace.flywheel.audit;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Reason;
import io.millrace.flywheel.report.AuditReport.Status;
import io.millrace.learn.answer.AnswerShape;
import io.millrace.learn.answer.LabelFormat;
import io.millrace.learn.student.StudentInfo;
import io.millrace.learn.student.TrainedStudent;
import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.model.Answer;
import io.millrace.model.Certificate;
import io.millrace.model.Spend;
import io.millrace.store.policy.Policy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Gathers what is found out about a scenario, in the order in which it is found out, until the
/// scenario is closed or certified. One thread at a time.
final class ScenarioDraft {
  private static final int MISTAKES = 8;

  private final ScenarioTemplate template;
  private final List<ScenarioCall> calls;
  private final CallTable.Total total;
  private String teacher = "";
  private int distinctInputs;
  private AuditReport.Counts counts = new AuditReport.Counts(0, 0, 0, 0, 0, 0);
  private AuditReport.Floor floor = new AuditReport.Floor(0, 0);
  private AuditReport.Shape shape = new AuditReport.Shape("text", "", List.of(), List.of());
  private AuditReport.@Nullable StudentView student;
  private List<AuditReport.CurvePoint> curve = List.of();
  private List<AuditReport.Mistake> mistakes = List.of();
  private AuditReport.@Nullable Truth truth;
  private double micros = Double.NaN;
  private long trainMillis;

  ScenarioDraft(ScenarioTemplate template, List<ScenarioCall> calls, CallTable.Total total) {
    this.template = template;
    this.calls = calls;
    this.total = total;
  }

  void teacher(String name, AuditReport.Counts others) {
    teacher = name;
    counts = others;
  }

  void units(int count) {
    distinctInputs = count;
  }

  /// How often the teacher answered a repeated input differently from the first time.
  void floor(List<ScenarioCall> eligible) {
    Map<String, String> first = new HashMap<>();
    long repeats = 0;
    long disagreements = 0;
    for (ScenarioCall call : eligible) {
      if (call.answer() instanceof Answer.Complete(String text)) {
        String before = first.putIfAbsent(call.input(), text);
        repeats += before == null ? 0 : 1;
        disagreements += before == null || before.equals(text) ? 0 : 1;
      }
    }
    floor = new AuditReport.Floor(repeats, disagreements);
  }

  void shape(AnswerShape found) {
    shape =
        switch (found) {
          case AnswerShape.Label l ->
              new AuditReport.Shape("label", l.wrapping(), l.labels(), List.of());
          case AnswerShape.Record r ->
              new AuditReport.Shape(
                  "record",
                  "",
                  List.of(),
                  r.fields().stream()
                      .map(f ->
                          new AuditReport.Field(
                              f.path(), f.kind().name().toLowerCase(Locale.ROOT), f.presence()))
                      .toList());
          case AnswerShape.Text _ -> shape;
        };
  }

  void trained(
      StudentInfo info,
      TrainedStudent result,
      Scored tune,
      AuditOptions options,
      @Nullable LabelFormat format) {
    TrainedStudent.Compaction compaction = result.compaction();
    student =
        new AuditReport.StudentView(
            info.kind(),
            info.members(),
            info.encoder(),
            result.outOfFold().size(),
            tune.agreement(),
            compaction.bytesBefore(),
            compaction.bytesAfter(),
            compaction.agreementBefore(),
            compaction.agreementAfter(),
            result.notes());
    double[] losses =
        options.loss() == AuditOptions.Loss.FIELDS ? tune.fieldLosses() : zeroOne(tune.wrong());
    curve = Curve.of(tune.confidences(), losses);
    mistakes = mistakes(tune, format, options.examples());
  }

  void truth(Optional<AuditReport.Truth> found) {
    truth = found.orElse(null);
  }

  void timing(double medianMicros, long millis) {
    micros = medianMicros;
    trainMillis = millis;
  }

  Spend spend() {
    return total.spend();
  }

  /// What the calls that were looked at cost, in picodollars.
  double learnedSpend() {
    double sum = 0;
    for (ScenarioCall call : calls) {
      sum += Math.max(0, call.cost());
    }
    return sum;
  }

  /// How many calls of the scenario stand behind each that was looked at: 1 but for very long logs.
  double callsPerCallLookedAt() {
    return (double) total.calls() / Math.max(1, calls.size());
  }

  ScenarioAudit.Result closed(Status status, Reason reason) {
    return new ScenarioAudit.Result(
        report(status, reason, null, 0, BigDecimal.ZERO), null, micros, trainMillis);
  }

  ScenarioAudit.Result certified(
      Certificate certificate, Policy policy, double coverage, BigDecimal saving) {
    return new ScenarioAudit.Result(
        report(Status.CERTIFIED, new Reason("certified", Map.of()), certificate, coverage, saving),
        policy,
        micros,
        trainMillis);
  }

  private AuditReport.Scenario report(
      Status status,
      Reason reason,
      @Nullable Certificate certificate,
      double coverage,
      BigDecimal saving) {
    double threshold = certificate == null ? Double.POSITIVE_INFINITY : certificate.threshold();
    return new AuditReport.Scenario(
        template.id(),
        template.name(),
        total.calls(),
        distinctInputs,
        new BigDecimal(total.spend().toUsd()),
        total.unpricedCalls(),
        teacher,
        templates(),
        shape,
        status,
        reason,
        counts,
        floor,
        latency(),
        student,
        curve,
        certificate,
        coverage,
        saving,
        mistakes.stream().map(m -> answered(m, threshold)).toList(),
        truth);
  }

  private static AuditReport.Mistake answered(AuditReport.Mistake mistake, double threshold) {
    return new AuditReport.Mistake(
        mistake.input(),
        mistake.teacher(),
        mistake.student(),
        mistake.confidence(),
        mistake.confidence() >= threshold);
  }

  private List<AuditReport.Template> templates() {
    List<AuditReport.Template> views = new ArrayList<>();
    for (int v = 0; v < template.versions().size(); v++) {
      int version = v;
      List<ScenarioCall> used = calls.stream().filter(c -> c.version() == version).toList();
      if (!used.isEmpty()) {
        views.add(
            new AuditReport.Template(
                parts(template.versions().get(v)),
                used.size(),
                used.getFirst().created(),
                used.getLast().created()));
      }
    }
    views.sort(Comparator.comparing((AuditReport.Template t) -> t.first()));
    return views;
  }

  private static List<AuditReport.Part> parts(TemplateVersion version) {
    List<AuditReport.Part> parts = new ArrayList<>();
    for (MessagePattern message : version.messages()) {
      parts.add(new AuditReport.Part("role", message.role()));
      for (Part part : message.parts()) {
        parts.add(
            switch (part) {
              case Part.Constant(String text) -> new AuditReport.Part("text", text);
              case Part.Input _ -> new AuditReport.Part("input", "");
              case Part.Volatile _ -> new AuditReport.Part("volatile", "");
            });
      }
    }
    return parts;
  }

  private AuditReport.@Nullable Latency latency() {
    long[] millis =
        calls.stream()
            .filter(c -> c.latencyMillis().isPresent() && c.answer() instanceof Answer.Complete)
            .mapToLong(c -> c.latencyMillis().getAsLong())
            .sorted()
            .toArray();
    return millis.length == 0
        ? null
        : new AuditReport.Latency(millis[millis.length / 2], millis[(int) (millis.length * 0.95)]);
  }

  /// The most confident disagreements on tune.
  private static List<AuditReport.Mistake> mistakes(
      Scored tune, @Nullable LabelFormat format, AuditOptions.Examples examples) {
    if (examples == AuditOptions.Examples.NONE) {
      return List.of();
    }
    ExampleMask mask =
        examples == AuditOptions.Examples.CLEAR
            ? ExampleMask.NOTHING
            : ExampleMask.of(tune.units().stream().map(Unit::input).toList());
    return IntStream.range(0, tune.units().size())
        .filter(tune::wrong)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -tune.predictions().get(i).confidence()))
        .limit(MISTAKES)
        .map(i -> {
          Unit unit = tune.units().get(i);
          String said = tune.predictions().get(i).answer();
          return new AuditReport.Mistake(
              mask.apply(unit.input()),
              answer(unit.answer(), format, mask),
              answer(said, format, mask),
              tune.predictions().get(i).confidence(),
              false);
        })
        .toList();
  }

  /// An answer that is a label is one of a closed set and says nothing of a single call; any other
  /// is masked like an input.
  private static String answer(String text, @Nullable LabelFormat format, ExampleMask mask) {
    boolean label = format != null && format.labelOf(text) >= 0;
    return label ? Reasons.clip(text, 120) : mask.apply(text);
  }

  private static double[] zeroOne(boolean[] wrong) {
    return IntStream.range(0, wrong.length).mapToDouble(i -> wrong[i] ? 1 : 0).toArray();
  }
}
