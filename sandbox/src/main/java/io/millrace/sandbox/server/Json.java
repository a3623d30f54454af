package io.millrace.sandbox.server;

import java.util.Map;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The few ways in which the sandbox handles JSON.
final class Json {
  // A picture or a sound comes as one long string.
  private static final StreamReadConstraints LONG_TEXTS =
      StreamReadConstraints.builder().maxStringLength(64 << 20).build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(LONG_TEXTS).build()).build();

  private Json() {}

  /// @throws tools.jackson.core.JacksonException for bytes that are no JSON
  static JsonNode parse(byte[] bytes) {
    return MAPPER.readTree(bytes);
  }

  /// @throws tools.jackson.core.JacksonException for a text that is no JSON
  static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  static String text(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /// A string field; empty when there is none.
  static String string(JsonNode node, String field) {
    var value = node.path(field);
    return value.isString() ? value.stringValue() : "";
  }

  /// A number field; the other number when there is none.
  static int number(JsonNode node, String field, int otherwise) {
    var value = node.path(field);
    return value.isNumber() ? (int) Math.clamp(value.doubleValue(), 0, 1 << 30) : otherwise;
  }

  static boolean isTrue(JsonNode node, String field) {
    var value = node.path(field);
    return value.isBoolean() && value.booleanValue();
  }

  /// The first of these fields that is there and not null; a missing node when none is.
  static JsonNode first(JsonNode node, String... fields) {
    for (String field : fields) {
      var value = node.path(field);
      if (!value.isMissingNode() && !value.isNull()) {
        return value;
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }

  /// Whether a field is anywhere inside.
  static boolean mentions(JsonNode node, String field) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (entry.getKey().equals(field) || mentions(entry.getValue(), field)) {
          return true;
        }
      }
      return false;
    }
    for (JsonNode child : node) {
      if (mentions(child, field)) {
        return true;
      }
    }
    return false;
  }
}
