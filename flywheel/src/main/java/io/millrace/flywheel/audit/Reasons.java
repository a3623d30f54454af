package io.millrace.flywheel.audit;

import io.millrace.flywheel.report.AuditReport.Reason;
import io.millrace.learn.answer.AnswerShape;
import io.millrace.learn.answer.Obstacle;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Makes reasons: codes with the numbers that their prose needs.
final class Reasons {
  private Reasons() {}

  /// A share with four decimals, the same on every machine.
  static String share(double share) {
    return String.format(Locale.ROOT, "%.4f", share);
  }

  static String clip(String text, int most) {
    return text.codePointCount(0, text.length()) > most
        ? text.substring(0, text.offsetByCodePoints(0, most)) + "…"
        : text;
  }

  static Reason unlearnable(AnswerShape.Record shape) {
    for (Obstacle obstacle : shape.obstacles()) {
      if (obstacle.code().equals("irregular_format")) {
        return new Reason(
            "format_not_reproducible",
            Map.of("share", obstacle.data().getOrDefault("reproduced", "0")));
      }
    }
    String fields =
        shape.fields().stream()
            .filter(f -> !f.kind().learnable())
            .map(AnswerShape.Field::path)
            .collect(Collectors.joining(", "));
    if (fields.isEmpty() && !shape.obstacles().isEmpty()) {
      Obstacle obstacle = shape.obstacles().getFirst();
      Map<String, String> values = new TreeMap<>(obstacle.data());
      values.put("why", obstacle.code());
      return new Reason("text_answers", values);
    }
    boolean openLabels =
        shape.fields().size() == 1
            && shape.fields().getFirst().kind() == AnswerShape.FieldKind.TEXT;
    if (openLabels) {
      return new Reason("labels_too_rare", Map.of("field", fields));
    }
    return new Reason("unlearnable_fields", Map.of("fields", fields));
  }
}
