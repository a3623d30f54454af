package io.millrace.flywheel.report;

import io.millrace.model.Certificate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything an audit found out, without a word of prose: pages, tables and JSON are written from
/// it.
///
/// It holds nothing that depends on the machine or the hour; those are in [Timings]. Immutable.
///
/// @param terms what was asked for
/// @param traffic the log as a whole
/// @param scenarios the recurring jobs, dearest first
public record AuditReport(Terms terms, Traffic traffic, List<Scenario> scenarios) {
  /// The version of the schema of `report.json`.
  public static final int VERSION = 1;

  public AuditReport {
    scenarios = List.copyOf(scenarios);
  }

  /// What the certified scenarios save together, in USD: the sum of their savings.
  public BigDecimal savingUsd() {
    return scenarios.stream().map(Scenario::savingUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /// The saving as a share of the priced spend, 0 when nothing was spent.
  public double savingShare() {
    double spend = traffic.spendUsd().doubleValue();
    return spend > 0 ? savingUsd().doubleValue() / spend : 0;
  }

  /// The promise that was asked for and how the work was to be done.
  ///
  /// @param alpha the disagreement that is allowed, in (0, 1)
  /// @param delta the probability with which a certificate may be wrong, in (0, 1)
  /// @param promise `selective` (of the calls answered) or `system` (of all calls)
  /// @param loss `record` (the whole answer) or `fields` (the share of fields that differ)
  /// @param students `fast` or `all`
  /// @param seed what every random choice follows from
  /// @param joint whether delta is shared among all scenarios, so that all certificates hold at
  ///   once
  /// @param auditRate the share of answered calls that the projected saving pays the teacher for
  /// @param coreHourUsd the price of the students' own computing, per core and hour
  public record Terms(
      double alpha,
      double delta,
      String promise,
      String loss,
      String students,
      long seed,
      boolean joint,
      double auditRate,
      BigDecimal coreHourUsd) {}

  /// The log as a whole.
  ///
  /// @param calls usable calls
  /// @param skipped lines that were not
  /// @param problems how many lines were skipped or mended for what reason, by kind
  /// @param from the first call; null only when there is none
  /// @param to the last call
  /// @param spendUsd the exact cost of all priced calls
  /// @param unpricedCalls calls whose model has no price or whose usage is unknown
  /// @param unpriced why, by model
  /// @param models what each model cost, dearest first
  /// @param freeCalls calls that belong to no recurring job
  /// @param freeSpendUsd their cost
  /// @param priceSource which price list was used
  public record Traffic(
      long calls,
      long skipped,
      Map<String, Long> problems,
      @Nullable Instant from,
      @Nullable Instant to,
      BigDecimal spendUsd,
      long unpricedCalls,
      List<Unpriced> unpriced,
      List<ModelSpend> models,
      long freeCalls,
      BigDecimal freeSpendUsd,
      String priceSource) {
    public Traffic {
      problems = Map.copyOf(problems);
      unpriced = List.copyOf(unpriced);
      models = List.copyOf(models);
    }
  }

  /// Calls that could not be priced. @param reason `no_price`, `no_usage`, `no_rate`
  public record Unpriced(String model, String reason, long calls) {}

  /// What one model cost.
  public record ModelSpend(String model, long calls, BigDecimal spendUsd) {}

  /// Where a scenario stands.
  public enum Status {
    CERTIFIED,
    NOT_CERTIFIED,
    NOT_LEARNABLE
  }

  /// A recurring job.
  ///
  /// @param id stable for the same template
  /// @param name a few telling words of the template
  /// @param calls calls made from its template
  /// @param distinctInputs how many different inputs they had (near-duplicates count once)
  /// @param spendUsd their exact cost
  /// @param unpricedCalls those without a price
  /// @param teacher the model that most of them asked
  /// @param templates its versions, oldest first
  /// @param shape what its answers are
  /// @param status certified or not
  /// @param reason why
  /// @param counts calls that teach nothing, by kind
  /// @param floor how often the teacher disagrees with itself on repeated inputs
  /// @param latency the teacher's latency; null when the log has none
  /// @param student what was trained; null when nothing was
  /// @param curve risk against coverage on tune, by rising coverage; empty when nothing was trained
  /// @param certificate the proof; null unless certified
  /// @param coverage answered share of the certifying calls, 0 unless certified
  /// @param savingUsd the projected saving, 0 unless certified
  /// @param mistakes examples of what the student gets wrong, from tune
  /// @param truth the comparison with true labels; null without `--labels`
  public record Scenario(
      String id,
      String name,
      long calls,
      int distinctInputs,
      BigDecimal spendUsd,
      long unpricedCalls,
      String teacher,
      List<Template> templates,
      Shape shape,
      Status status,
      Reason reason,
      Counts counts,
      Floor floor,
      @Nullable Latency latency,
      @Nullable StudentView student,
      List<CurvePoint> curve,
      @Nullable Certificate certificate,
      double coverage,
      BigDecimal savingUsd,
      List<Mistake> mistakes,
      @Nullable Truth truth) {
    public Scenario {
      templates = List.copyOf(templates);
      curve = List.copyOf(curve);
      mistakes = List.copyOf(mistakes);
    }
  }

  /// A version of a template.
  ///
  /// @param parts the messages' text in order: constant text and slots
  /// @param calls how many calls used it
  /// @param first the first of them
  /// @param last the last of them
  public record Template(List<Part> parts, long calls, Instant first, Instant last) {
    public Template {
      parts = List.copyOf(parts);
    }
  }

  /// A piece of a template.
  ///
  /// @param kind `role` (text names the role of the message that begins), `text`, `input` (a slot
  ///   the student reads) or `volatile` (a slot for dates and counters); text is empty for slots
  public record Part(String kind, String text) {}

  /// What the answers are.
  ///
  /// @param kind `label`, `record` or `text`
  /// @param wrapping how a label is written: `bare`, `json`, `sentence`; empty otherwise
  /// @param labels the labels, most frequent first
  /// @param fields the fields of a record
  public record Shape(String kind, String wrapping, List<String> labels, List<Field> fields) {
    public Shape {
      labels = List.copyOf(labels);
      fields = List.copyOf(fields);
    }
  }

  /// A field of a record. @param kind `label`, `span`, `span_list`, `number`, `text`, `other`
  public record Field(String path, String kind, double presence) {}

  /// Why a scenario stands where it does.
  ///
  /// @param code a stable name; the prose in each language is made from it
  /// @param values the numbers and words that go into the prose
  public record Reason(String code, Map<String, String> values) {
    public Reason {
      values = Map.copyOf(values);
    }
  }

  /// Calls of a scenario that teach nothing.
  ///
  /// @param truncated answers cut off by a limit
  /// @param failed errors, filtered and empty answers
  /// @param toolUse answers that called tools
  /// @param absent calls whose answer the log does not hold
  /// @param otherModel calls to another model than the teacher
  /// @param otherForm calls of another request form than the policy is bound to
  public record Counts(
      long truncated, long failed, long toolUse, long absent, long otherModel, long otherForm) {}

  /// The teacher against itself: pairs of calls with the same input.
  ///
  /// @param repeats calls whose input had occurred before
  /// @param disagreements those among them whose answer was another than the first one's
  public record Floor(long repeats, long disagreements) {}

  /// The teacher's latency in milliseconds.
  public record Latency(long medianMillis, long p95Millis) {}

  /// What was trained.
  ///
  /// @param kind `label` or `record`
  /// @param members its parts
  /// @param encoder whether it needs the encoder runtime
  /// @param trainCalls distinct inputs it was trained on
  /// @param agreement its agreement with the teacher on tune, all calls answered
  /// @param bytesBefore stored size with full weights
  /// @param bytesAfter stored size as served
  /// @param agreementBefore agreement on held-out training calls, full weights
  /// @param agreementAfter the same as served
  /// @param notes what was tried and chosen
  public record StudentView(
      String kind,
      List<String> members,
      boolean encoder,
      int trainCalls,
      double agreement,
      long bytesBefore,
      long bytesAfter,
      double agreementBefore,
      double agreementAfter,
      List<String> notes) {
    public StudentView {
      members = List.copyOf(members);
      notes = List.copyOf(notes);
    }
  }

  /// A point of the risk-coverage curve. @param risk disagreement among the answered, 0 to 1
  public record CurvePoint(double coverage, double risk, double threshold) {}

  /// One call that the student gets wrong.
  ///
  /// @param input the slots' text, masked unless examples were asked for in clear
  /// @param teacher the teacher's answer
  /// @param student the student's
  /// @param confidence the student's confidence
  /// @param answered whether the certified policy would have answered it
  public record Mistake(
      String input, String teacher, String student, double confidence, boolean answered) {}

  /// Student and teacher against true answers.
  ///
  /// @param random whether the labels came for a random sample drawn beforehand; otherwise they may
  ///   be biased and certify nothing
  /// @param labelled labelled calls outside the training part, of this scenario
  /// @param answered those that the policy answers
  /// @param studentWrong of the answered, wrong answers of the student
  /// @param teacherWrong of the answered, wrong answers of the teacher
  /// @param differenceUpper upper bound of how much more often the student is wrong; NaN when
  ///   nothing can be said
  /// @param nonInferior whether the bound is at most alpha, for a random sample
  public record Truth(
      boolean random,
      int labelled,
      int answered,
      int studentWrong,
      int teacherWrong,
      double differenceUpper,
      boolean nonInferior) {}
}
