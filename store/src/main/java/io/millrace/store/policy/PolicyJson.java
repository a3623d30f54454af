package io.millrace.store.policy;

import io.millrace.model.Certificate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `policy.json`: everything of a policy but the weights of its student or router, for people and
/// machines to read. Version 1 has a student; version 2 has `answerer`, a cheaper model.
final class PolicyJson {
  static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private PolicyJson() {}

  static byte[] bytes(JsonNode node) {
    String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The version of the format that a policy needs: one that an older Millrace reads is written as
  /// it was.
  static int version(Policy policy) {
    boolean first = policy.binding().behind().isEmpty();
    return !first ? 3 : policy.answerer() instanceof Answerer.OfStudent ? 1 : 2;
  }

  static ObjectNode write(Policy policy) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", version(policy));
    json.put("scenario", policy.scenarioId());
    json.put("name", policy.name());
    PolicyBinding binding = policy.binding();
    ObjectNode bound = json.putObject("binding").put("teacher", binding.teacher());
    ArrayNode versions = bound.putArray("template_versions");
    binding.versions().forEach(versions::add);
    ArrayNode forms = bound.putArray("forms");
    for (PolicyBinding.Form form : binding.forms()) {
      ArrayNode stop =
          forms.addObject().put("response_format", form.responseFormat()).putArray("stop");
      form.stop().forEach(stop::add);
    }
    bound.put("answer_tokens", binding.answerTokens());
    if (!binding.behind().isEmpty()) {
      binding.behind().forEach(bound.putArray("behind")::add);
    }
    if (policy.answerer() instanceof Answerer.OfModel of) {
      json.set("answerer", write(of.by()));
    }
    json.set("certificate", write(policy.certificate()));
    Policy.Provenance p = policy.provenance();
    json.putObject("provenance")
        .put("train_hash", p.trainHash())
        .put("train_examples", p.trainExamples())
        .put("seed", p.seed())
        .put("students", p.students())
        .put("millrace", p.version());
    return json;
  }

  static ObjectNode write(CheaperModel of) {
    return MAPPER
        .createObjectNode()
        .put("model", of.model())
        .put("check", of.check().word())
        .put("judge", of.judge());
  }

  static ObjectNode write(Certificate c) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("promise", c.promise()).put("alpha", c.alpha()).put("delta", c.delta());
    json.put("loss", c.loss()).put("unit", c.unit()).put("n", c.n()).put("answered", c.answered());
    json.put("disagreed", c.disagreed())
        .put("loss_sum", c.lossSum())
        .put("risk_upper", c.riskUpper());
    json.put("threshold", c.threshold()).put("method", c.method()).put("p_value", c.pValue());
    json.put("attempt", c.attempt()).put("attempt_delta", c.attemptDelta()).put("seed", c.seed());
    json.putObject("window").put("from", c.from().toString()).put("to", c.to().toString());
    return json.put("data_hash", c.dataHash()).put("student_hash", c.studentHash());
  }

  /// Whether a cheaper model answers under this policy.
  static boolean ofModel(JsonNode json) {
    return json.path("answerer").isObject();
  }

  /// The cheaper model of a policy.
  static CheaperModel cheaper(JsonNode json) {
    JsonNode of = required(json, "answerer");
    return new CheaperModel(
        text(of, "model"), AnswerCheck.of(text(of, "check")), text(of, "judge"));
  }

  static Policy read(JsonNode json, Answerer answerer) {
    return new Policy(
        text(json, "scenario"),
        text(json, "name"),
        readBinding(required(json, "binding")),
        readCertificate(required(json, "certificate")),
        readProvenance(required(json, "provenance")),
        answerer);
  }

  private static PolicyBinding readBinding(JsonNode json) {
    List<Integer> versions = new ArrayList<>();
    required(json, "template_versions").forEach(v -> versions.add(v.asInt()));
    List<PolicyBinding.Form> forms = new ArrayList<>();
    for (JsonNode form : required(json, "forms")) {
      List<String> stop = new ArrayList<>();
      required(form, "stop").forEach(s -> stop.add(s.asString()));
      forms.add(new PolicyBinding.Form(text(form, "response_format"), stop));
    }
    List<String> behind = new ArrayList<>();
    json.path("behind").forEach(policy -> behind.add(policy.asString()));
    return new PolicyBinding(
        text(json, "teacher"), versions, forms, required(json, "answer_tokens").asInt(), behind);
  }

  static Certificate readCertificate(JsonNode json) {
    JsonNode window = required(json, "window");
    return new Certificate(
        text(json, "promise"),
        required(json, "alpha").asDouble(),
        required(json, "delta").asDouble(),
        text(json, "loss"),
        text(json, "unit"),
        required(json, "n").asInt(),
        required(json, "answered").asInt(),
        required(json, "disagreed").asInt(),
        required(json, "loss_sum").asDouble(),
        required(json, "risk_upper").asDouble(),
        required(json, "threshold").asDouble(),
        text(json, "method"),
        required(json, "p_value").asDouble(),
        required(json, "attempt").asInt(),
        required(json, "attempt_delta").asDouble(),
        required(json, "seed").asLong(),
        Instant.parse(text(window, "from")),
        Instant.parse(text(window, "to")),
        text(json, "data_hash"),
        text(json, "student_hash"));
  }

  private static Policy.Provenance readProvenance(JsonNode json) {
    return new Policy.Provenance(
        text(json, "train_hash"),
        required(json, "train_examples").asInt(),
        required(json, "seed").asLong(),
        text(json, "students"),
        text(json, "millrace"));
  }

  private static String text(JsonNode json, String field) {
    return required(json, field).asString();
  }

  private static JsonNode required(JsonNode json, String field) {
    JsonNode value = json.get(field);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("field " + field + " is missing");
    }
    return value;
  }
}
