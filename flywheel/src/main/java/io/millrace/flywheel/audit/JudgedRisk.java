package io.millrace.flywheel.audit;

import io.millrace.flywheel.audit.CheaperAudit.Label;
import io.millrace.flywheel.audit.CheaperAudit.Passed;
import io.millrace.flywheel.audit.CheaperAudit.Shadow;
import io.millrace.flywheel.report.AuditReport.Reason;
import io.millrace.proof.CorrectedMean;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/*
 * A judge errs, and by how much nobody knows beforehand. Its verdicts are corrected with what people
 * said of a random sample of them, drawn with a known probability: CorrectedMean.drawn, whose upper
 * bound holds whatever the judge. A person who was asked and has not answered counts as "worse".
 *
 * Thresholds are tested in the plan's order at the attempt's whole delta, until one fails
 * (fixed-sequence testing): the plan looked at verdicts of other calls only.
 */

/// The risk of a cheaper model whose answers a judge compares, on the certifying units. One thread
/// at a time.
final class JudgedRisk {
  private final List<Unit> units;
  private final double[] scores;
  private final double[] judgements;
  private final double[] truths;
  private final double alpha;
  private final double delta;

  JudgedRisk(
      List<Unit> units, double[] scores, Map<String, Shadow> shadows, double alpha, double delta) {
    this.units = units;
    this.scores = scores;
    this.alpha = alpha;
    this.delta = delta;
    this.judgements = new double[units.size()];
    this.truths = new double[units.size()];
    for (int i = 0; i < judgements.length; i++) {
      Shadow shadow = shadow(units.get(i), shadows);
      judgements[i] = shadow.agrees() ? 0 : 1;
      truths[i] = truth(shadow.label());
    }
  }

  private static Shadow shadow(Unit unit, Map<String, Shadow> shadows) {
    Shadow shadow = shadows.get(unit.callId());
    if (shadow == null) {
      throw new IllegalArgumentException("call " + unit.callId() + " has no shadow");
    }
    return shadow;
  }

  private static double truth(Label label) {
    return switch (label) {
      case NOT_DRAWN -> Double.NaN;
      case AS_GOOD -> 0;
      case WORSE, MISSING -> 1;
    };
  }

  /// Whether a judge that is never wrong, and people who say so, could prove anything of so many
  /// units with so many labels: else nothing is opened.
  static boolean possible(
      List<Unit> units, Map<String, Shadow> shadows, double alpha, double delta) {
    double[] truths = new double[units.size()];
    for (int i = 0; i < truths.length; i++) {
      Label label = shadow(units.get(i), shadows).label();
      truths[i] =
          switch (label) {
            case NOT_DRAWN -> Double.NaN;
            case AS_GOOD, WORSE -> 0;
            case MISSING -> 1;
          };
    }
    return truths.length > 0 && upper(new double[truths.length], truths, delta) <= alpha;
  }

  /// Why a judge alone certifies nothing.
  static Reason tooFew(List<Unit> units, Map<String, Shadow> shadows) {
    long labelled =
        units.stream()
            .map(unit -> shadow(unit, shadows).label())
            .filter(label -> label == Label.AS_GOOD || label == Label.WORSE)
            .count();
    return new Reason(
        "too_few_labels",
        Map.of("judged", String.valueOf(units.size()), "labelled", String.valueOf(labelled)));
  }

  private static double upper(double[] judgements, double[] truths, double delta) {
    double[] probabilities = new double[truths.length];
    Arrays.fill(probabilities, CheaperAudit.LABELLED);
    return CorrectedMean.drawn(judgements, truths, probabilities, delta).upper();
  }

  /// The last threshold that passes before one fails.
  Optional<Passed> last(List<Double> thresholds) {
    Optional<Passed> passed = Optional.empty();
    for (double threshold : thresholds) {
      int[] accepted =
          IntStream.range(0, units.size()).filter(i -> scores[i] >= threshold).toArray();
      if (accepted.length == 0) {
        return passed;
      }
      double[] said = Arrays.stream(accepted).mapToDouble(i -> judgements[i]).toArray();
      double[] truth = Arrays.stream(accepted).mapToDouble(i -> truths[i]).toArray();
      double upper = upper(said, truth, delta);
      if (upper > alpha) {
        return passed;
      }
      passed =
          Optional.of(
              new Passed(
                  accepted.length,
                  (int) Arrays.stream(said).sum(),
                  threshold,
                  upper,
                  delta,
                  "split fixed sequence, judge corrected by labels, betting"));
    }
    return passed;
  }
}
