package io.millrace.flywheel.dataset;

import io.millrace.model.Answer;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.calllog.LoggedCall;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the record of a call holds beside its [io.millrace.model.Call]. The bodies are not to be
/// changed.
///
/// @param tier which tier answered: `teacher`, `student`, …; empty where the log does not say
/// @param purpose why the platform called by itself; empty for a caller's call
/// @param subject the call that such a call is about; else empty
/// @param shadow what the student would have said; null when it was not asked
/// @param body the request's body; null when the log does not hold it
/// @param messages the messages where they are apart from the body
/// @param response the answer's body; null when the log does not hold it
public record RecordedCall(
    String tier,
    String purpose,
    String subject,
    @Nullable String shadow,
    @Nullable JsonNode body,
    @Nullable JsonNode messages,
    @Nullable JsonNode response) {
  /// The purpose of a call that asks the teacher for a second opinion.
  static final String AUDIT = "audit";

  static RecordedCall of(LoggedCall logged) {
    JsonNode shadow = logged.record().get("shadow");
    return new RecordedCall(
        logged.field("tier"),
        logged.field("purpose"),
        logged.field("subject"),
        shadow != null && shadow.isString() ? shadow.stringValue() : null,
        logged.body(),
        logged.messages(),
        logged.response());
  }

  /// Whether the teacher answered: what a log says nothing about, no lower tier had a part in.
  boolean byTeacher() {
    return (tier.isEmpty() || tier.equals("teacher"))
        && (purpose.isEmpty() || purpose.equals(AUDIT));
  }

  /// The text of the answer, where it is complete.
  Optional<String> text() {
    if (response == null) {
      return Optional.empty();
    }
    return ExchangeReader.answer(response) instanceof Answer.Complete(String text)
        ? Optional.of(text)
        : Optional.empty();
  }

  ObjectNode toJson() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("tier", tier).put("purpose", purpose).put("subject", subject);
    json.put("shadow", shadow);
    json.set("body", body);
    json.set("messages", messages);
    json.set("response", response);
    return json;
  }

  static RecordedCall fromJson(JsonNode json) {
    JsonNode shadow = json.path("shadow");
    return new RecordedCall(
        json.path("tier").asString(),
        json.path("purpose").asString(),
        json.path("subject").asString(),
        shadow.isString() ? shadow.stringValue() : null,
        node(json, "body"),
        node(json, "messages"),
        node(json, "response"));
  }

  private static @Nullable JsonNode node(JsonNode json, String name) {
    JsonNode node = json.get(name);
    return node == null || node.isNull() ? null : node;
  }
}
