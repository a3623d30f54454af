package io.millrace.flywheel.audit;

import io.millrace.flywheel.report.AuditReport.Reason;
import io.millrace.learn.answer.AnswerShape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Says what there is too little of, before anything is trained. Immutable.
///
/// @param delta the scenario's share of the failure probability
record Enough(AuditOptions options, double delta) {
  /// Fewer training units than this teach no student worth certifying.
  static final int LEAST_TRAINING = 60;

  /// Why there is no point in training; null when there is.
  ///
  /// @param split as it is learned from, its sampled parts thinned
  /// @param certifying the sample that the certifying part is
  @Nullable Reason tooFew(Eligible eligible, Split split, UniformSample certifying) {
    if (eligible.answered().isEmpty()) {
      return new Reason("no_answers", Map.of());
    }
    List<String> answers = split.train().stream().map(Unit::answer).distinct().limit(2).toList();
    if (answers.size() == 1 && split.train().size() >= LEAST_TRAINING) {
      boolean hidden = options.examples() == AuditOptions.Examples.NONE;
      String shown = hidden ? "…" : Reasons.clip(answers.getFirst(), 80);
      return new Reason("one_answer", Map.of("answer", shown));
    }
    int least = Certifying.leastUnits(options.alpha(), delta);
    int have = split.train().size() + split.tune().size() + split.certify().size();
    int need =
        (int)
            Math.ceil(
                Math.max(
                    LEAST_TRAINING / Split.Shares.TRAIN,
                    least / (1 - Split.Shares.TRAIN - Split.Shares.TUNE)));
    return have < need ? tooFew("too_few_calls", have, need) : tooFew(split, certifying, least);
  }

  /// Whether too little is left of a sample that was thinned.
  private static @Nullable Reason tooFew(Split split, UniformSample certifying, int least) {
    if (!certifying.thinned()) {
      return null;
    }
    if (certifying.probability() == 0) {
      return new Reason("no_fair_sample", Map.of());
    }
    return split.train().size() < LEAST_TRAINING
        ? tooFew("too_few_calls", split.train().size(), LEAST_TRAINING)
        : certifying.units().size() < least
            ? tooFew("too_few_to_certify", certifying.units().size(), least)
            : null;
  }

  private static Reason tooFew(String code, int have, int need) {
    return new Reason(code, Map.of("have", String.valueOf(have), "need", String.valueOf(need)));
  }

  /// Why answers of a shape cannot be learned; null when they can.
  static @Nullable Reason unlearnable(AnswerShape shape) {
    return switch (shape) {
      case AnswerShape.Label _ -> null;
      case AnswerShape.Text(var obstacle) -> {
        Map<String, String> values = new TreeMap<>(obstacle.data());
        values.put("why", obstacle.code());
        yield new Reason("text_answers", values);
      }
      case AnswerShape.Record r when r.learnable() -> null;
      case AnswerShape.Record r -> Reasons.unlearnable(r);
    };
  }
}
