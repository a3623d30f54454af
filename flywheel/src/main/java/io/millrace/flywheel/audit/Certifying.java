package io.millrace.flywheel.audit;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.proof.Attempts;
import io.millrace.proof.Outcomes;
import io.millrace.proof.Promise;
import io.millrace.proof.Reason;
import io.millrace.proof.SampleSize;
import io.millrace.proof.SelectivePlan;
import io.millrace.proof.SystemPromise;
import io.millrace.proof.Verdict;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Certifies one student: fixes the thresholds on tune and on what the folds of train said out of
/// fold (a small tune part alone plans badly, and both are known before), then opens the certifying
/// part once. One thread at a time; for one attempt.
final class Certifying {
  /// Below this chance of any certificate the certifying part stays closed, and no attempt is
  /// spent.
  static final double LEAST_POWER = 0.01;

  private final AuditOptions options;
  private final double delta;
  private @Nullable SelectivePlan plan;

  /// @param delta what this attempt may spend
  Certifying(AuditOptions options, double delta) {
    this.options = options;
    this.delta = delta;
  }

  /// What came of it.
  sealed interface Outcome {}

  /// The promise holds at a threshold.
  record Passed(
      int n,
      int answered,
      int disagreed,
      double loss,
      double threshold,
      double pValue,
      double riskUpper,
      String method)
      implements Outcome {
    double coverage() {
      return (double) answered / n;
    }
  }

  /// No certificate.
  record Refused(AuditReport.Reason reason) implements Outcome {}

  /// The share of a scenario's delta that an attempt may spend.
  static double share(double delta, int attempt) {
    return Attempts.attemptDelta(delta, attempt);
  }

  /// How many certifying units a student without a single error would need at a first attempt.
  static int leastUnits(double alpha, double delta) {
    return SampleSize.leastCalls(alpha, share(delta, 1), 0);
  }

  double delta() {
    return delta;
  }

  /// Fixes thresholds and their order; a reason when there is no point in opening the certifying
  /// part.
  AuditReport.@Nullable Reason plan(Scored planning, int certifySize) {
    if (options.promise() == Promise.SYSTEM) {
      return null;
    }
    SelectivePlan fixed = SelectivePlan.of(outcomes(planning), certifySize, options.alpha(), delta);
    plan = fixed;
    if (fixed.forecast().power() >= LEAST_POWER) {
      return null;
    }
    return reason(fixed.outlook());
  }

  Outcome test(Scored certify) {
    Outcomes outcomes = outcomes(certify);
    Verdict verdict =
        plan == null ? SystemPromise.test(outcomes, options.alpha(), delta) : plan.test(outcomes);
    return switch (verdict) {
      case Verdict.Certified c ->
          new Passed(
              c.n(),
              c.answered(),
              c.disagreed(),
              c.step().lossSum(),
              c.threshold(),
              c.step().pValue(),
              c.riskUpper(),
              c.terms().method());
      case Verdict.NotCertified n -> new Refused(reason(n.reason()));
    };
  }

  private Outcomes outcomes(Scored scored) {
    return options.loss() == AuditOptions.Loss.FIELDS
        ? Outcomes.ofLosses(scored.confidences(), scored.fieldLosses())
        : Outcomes.ofWrong(scored.confidences(), scored.wrong());
  }

  private AuditReport.Reason reason(Reason why) {
    return reason(why, options.alpha());
  }

  /// Why a certificate is not to be had, for people.
  static AuditReport.Reason reason(Reason why, double alpha) {
    Map<String, String> values = new TreeMap<>();
    values.put("alpha", Reasons.share(alpha));
    return switch (why) {
      case Reason.LevelsOff(double risk, double coverage) -> {
        values.put("risk", Reasons.share(risk));
        values.put("coverage", Reasons.share(coverage));
        yield new AuditReport.Reason("levels_off", values);
      }
      case Reason.TooFewCalls few -> {
        values.put("risk", Reasons.share(few.risk()));
        values.put("coverage", Reasons.share(few.coverage()));
        values.put("more", String.valueOf(more(few.callsMissing())));
        yield new AuditReport.Reason(
            few.callsMissing() > 0 ? "too_few_to_certify" : "certify_failed", values);
      }
      case Reason.NoCalls _ -> new AuditReport.Reason("no_answers", Map.of());
    };
  }

  /// Calls to log so that the certifying part grows by some.
  private static long more(int certifying) {
    return Math.round(certifying / (1 - Split.Shares.TRAIN - Split.Shares.TUNE));
  }
}
