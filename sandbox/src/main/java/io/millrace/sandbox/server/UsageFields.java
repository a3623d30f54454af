package io.millrace.sandbox.server;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes usage out of answers, whatever the protocol.
final class UsageFields {
  private UsageFields() {}

  /// Removes usage from an answer or event, which is changed.
  static JsonNode removed(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(List.of("usage", "usageMetadata"));
      removed(object.path("message"));
      removed(object.path("response"));
    }
    return node;
  }

  /// Events without usage.
  static List<StreamEvent> removed(List<StreamEvent> events) {
    return events.stream()
        .map(event ->
            event.data().startsWith("{")
                ? event.withData(Json.text(removed(Json.parse(event.data()))))
                : event)
        .toList();
  }
}
