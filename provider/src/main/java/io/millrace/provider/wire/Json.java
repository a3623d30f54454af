package io.millrace.provider.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON as the codecs read and write it: numbers keep every digit.
public final class Json {
  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  public static JsonNode string(String text) {
    return JsonNodeFactory.instance.stringNode(text);
  }

  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  public static String text(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /// The value that a constant of ours spells.
  public static JsonNode value(String constant) {
    return MAPPER.readTree(constant);
  }

  /// The object in a text; null when there is none.
  public static @Nullable ObjectNode objectIn(String text) {
    return objectIn(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The object in some bytes; null when there is none.
  public static @Nullable ObjectNode objectIn(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes) instanceof ObjectNode object ? object : null;
    } catch (JacksonException _) {
      return null;
    }
  }
}
