package io.millrace.flywheel.round;

import io.millrace.model.Certificate;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes what came of a round as the JSON that is kept of it:
///
///     {"calls": 4000, "learned": 3900, "scenarios": [{"id": ..., "name": ..., "calls": 900,
///      "status": "certified" | "not_certified" | "not_learnable" | "skipped",
///      "reason": {"code": ..., "values": {...}}, "masked": false, "trained": true,
///      "until": "2026-11-24T22:58:12.345Z", "coverage": 0.81, "policy": "...",
///      "threshold": 0.93, "risk_upper": 0.048, "attempt": 1, "n": 290, "data_hash": "..."}]}
///
/// `model` names the cheaper model that was tried, and is there only then. From `threshold` on only where there is a certificate; its whole is the policy's.
public final class RoundSummary {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private RoundSummary() {}

  /// The summary of a round.
  public static String json(RoundReport report) {
    ObjectNode root =
        MAPPER.createObjectNode().put("calls", report.read()).put("learned", report.learned());
    var scenarios = root.putArray("scenarios");
    report.scenarios().forEach(lesson -> write(lesson, scenarios.addObject()));
    return root.toString();
  }

  /// The summary of a round that failed.
  static String failed(Throwable why) {
    return MAPPER
        .createObjectNode()
        .put("error", why.getClass().getSimpleName() + ": " + why.getMessage())
        .toString();
  }

  private static void write(RoundReport.Lesson lesson, ObjectNode json) {
    json.put("id", lesson.id()).put("name", lesson.name());
    if (!lesson.model().isEmpty()) {
      json.put("model", lesson.model());
    }
    json.put("calls", lesson.calls());
    json.put("status", lesson.status().name().toLowerCase(Locale.ROOT));
    ObjectNode reason = json.putObject("reason").put("code", lesson.reason().code());
    ObjectNode values = reason.putObject("values");
    new TreeMap<>(lesson.reason().values()).forEach(values::put);
    json.put("masked", lesson.masked()).put("trained", lesson.trained());
    json.put("until", lesson.until().toString());
    json.put("coverage", lesson.coverage()).put("policy", lesson.policy());
    Certificate certificate = lesson.certificate();
    if (certificate != null) {
      json.put("threshold", certificate.threshold()).put("risk_upper", certificate.riskUpper());
      json.put("attempt", certificate.attempt()).put("n", certificate.n());
      json.put("data_hash", certificate.dataHash());
    }
  }
}
