package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport.Counts;
import io.millrace.flywheel.report.AuditReport.Latency;
import io.millrace.flywheel.report.AuditReport.Mistake;
import io.millrace.flywheel.report.AuditReport.Scenario;
import io.millrace.flywheel.report.AuditReport.StudentView;
import io.millrace.flywheel.report.AuditReport.Template;
import io.millrace.flywheel.report.AuditReport.Truth;
import io.millrace.model.Certificate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A scenario of `report.json`.
final class ScenarioJson {
  private final Reasons reasons;

  ScenarioJson(Reasons reasons) {
    this.reasons = reasons;
  }

  ObjectNode tree(Scenario scenario) {
    ObjectNode node = JsonFile.object();
    node.put("id", scenario.id())
        .put("name", scenario.name())
        .put("calls", scenario.calls())
        .put("distinct_inputs", scenario.distinctInputs())
        .put("spend_usd", JsonFile.money(scenario.spendUsd()))
        .put("unpriced_calls", scenario.unpricedCalls())
        .put("teacher", scenario.teacher());
    shape(node, scenario);
    node.put("status", scenario.status().name().toLowerCase(Locale.ROOT))
        .put("reason", reasons.sentence(scenario.reason()))
        .put("reason_code", scenario.reason().code())
        .set("reason_values", JsonFile.texts(scenario.reason().values()));
    node.put("coverage", scenario.coverage())
        .put("saving_usd", JsonFile.money(scenario.savingUsd()));
    Certificate certificate = scenario.certificate();
    node.set("certificate", certificate == null ? null : certificate(certificate));
    StudentView student = scenario.student();
    node.set("student", student == null ? null : student(student));
    evidence(node, scenario);
    return node;
  }

  private static void shape(ObjectNode node, Scenario scenario) {
    node.put("shape", scenario.shape().kind())
        .put("wrapping", scenario.shape().wrapping())
        .set("labels", JsonFile.strings(scenario.shape().labels()));
    ArrayNode fields = node.putArray("fields");
    scenario
        .shape()
        .fields()
        .forEach(f ->
            fields
                .addObject()
                .put("path", f.path())
                .put("kind", f.kind())
                .put("presence", f.presence()));
  }

  private static void evidence(ObjectNode node, Scenario scenario) {
    node.set("counts", counts(scenario.counts()));
    node.putObject("floor")
        .put("repeats", scenario.floor().repeats())
        .put("disagreements", scenario.floor().disagreements());
    Latency latency = scenario.latency();
    node.set("latency", latency == null ? null : latency(latency));
    ArrayNode curve = node.putArray("curve");
    scenario
        .curve()
        .forEach(p -> {
          ObjectNode point = curve.addObject().put("coverage", p.coverage());
          JsonFile.number(point, "risk", p.risk());
          JsonFile.number(point, "threshold", p.threshold());
        });
    ArrayNode templates = node.putArray("templates");
    scenario.templates().forEach(t -> templates.add(template(t)));
    ArrayNode mistakes = node.putArray("mistakes");
    scenario.mistakes().forEach(m -> mistakes.add(mistake(m)));
    node.set("truth", truth(scenario.truth()));
  }

  private static ObjectNode certificate(Certificate c) {
    ObjectNode node = JsonFile.object();
    node.put("promise", c.promise())
        .put("alpha", c.alpha())
        .put("delta", c.delta())
        .put("loss", c.loss())
        .put("unit", c.unit())
        .put("n", c.n())
        .put("answered", c.answered())
        .put("disagreed", c.disagreed())
        .put("loss_sum", c.lossSum())
        .put("risk_upper", c.riskUpper());
    JsonFile.number(node, "threshold", c.threshold());
    node.put("method", c.method())
        .put("p_value", c.pValue())
        .put("attempt", c.attempt())
        .put("attempt_delta", c.attemptDelta())
        .put("seed", c.seed());
    node.putObject("window").put("from", c.from().toString()).put("to", c.to().toString());
    return node.put("data_hash", c.dataHash()).put("student_hash", c.studentHash());
  }

  private static ObjectNode student(StudentView student) {
    ObjectNode node = JsonFile.object().put("kind", student.kind());
    node.set("members", JsonFile.strings(student.members()));
    node.put("encoder", student.encoder()).put("train_calls", student.trainCalls());
    JsonFile.number(node, "agreement", student.agreement());
    node.put("bytes_before", student.bytesBefore()).put("bytes_after", student.bytesAfter());
    JsonFile.number(node, "agreement_before", student.agreementBefore());
    JsonFile.number(node, "agreement_after", student.agreementAfter());
    node.set("notes", JsonFile.strings(student.notes()));
    return node;
  }

  private static ObjectNode counts(Counts counts) {
    return JsonFile.object()
        .put("truncated", counts.truncated())
        .put("failed", counts.failed())
        .put("tool_use", counts.toolUse())
        .put("absent", counts.absent())
        .put("other_model", counts.otherModel())
        .put("other_form", counts.otherForm());
  }

  private static ObjectNode latency(Latency latency) {
    return JsonFile.object()
        .put("median_millis", latency.medianMillis())
        .put("p95_millis", latency.p95Millis());
  }

  private static ObjectNode template(Template template) {
    ObjectNode node = JsonFile.object();
    node.put("calls", template.calls())
        .put("from", template.first().toString())
        .put("to", template.last().toString());
    ArrayNode parts = node.putArray("parts");
    template.parts().forEach(p -> parts.addObject().put("kind", p.kind()).put("text", p.text()));
    return node;
  }

  private static ObjectNode mistake(Mistake mistake) {
    ObjectNode node = JsonFile.object();
    node.put("input", mistake.input())
        .put("teacher", mistake.teacher())
        .put("student", mistake.student());
    JsonFile.number(node, "confidence", mistake.confidence());
    return node.put("answered", mistake.answered());
  }

  private static @Nullable ObjectNode truth(@Nullable Truth truth) {
    if (truth == null) {
      return null;
    }
    ObjectNode node = JsonFile.object();
    node.put("random", truth.random())
        .put("labelled", truth.labelled())
        .put("answered", truth.answered())
        .put("student_wrong", truth.studentWrong())
        .put("teacher_wrong", truth.teacherWrong());
    JsonFile.number(node, "difference_upper", truth.differenceUpper());
    return node.put("non_inferior", truth.nonInferior());
  }
}
