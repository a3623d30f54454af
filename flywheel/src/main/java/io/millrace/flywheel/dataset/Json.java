package io.millrace.flywheel.dataset;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads and writes bodies without changing a number or running into a limit that the log's reader
/// does not have.
final class Json {
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(400)
                          .maxStringLength(1 << 30)
                          .maxNumberLength(400)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /// A text that holds a JSON object or array, decoded; anything else as it is.
  static @Nullable JsonNode decoded(@Nullable JsonNode node) {
    if (node == null || !node.isString()) {
      return node;
    }
    String text = node.stringValue().strip();
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return node;
    }
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      return node;
    }
  }

  /// The first of the named fields that is there, not null and not an empty text.
  static @Nullable JsonNode first(@Nullable JsonNode object, String... names) {
    for (String name : names) {
      JsonNode node = object == null ? null : object.get(name);
      if (node != null && !node.isNull() && !(node.isString() && node.stringValue().isEmpty())) {
        return node;
      }
    }
    return null;
  }

  /// A field that is a text; empty when it is none.
  static String text(@Nullable JsonNode object, String name) {
    JsonNode node = object == null ? null : object.get(name);
    return node != null && node.isString() ? node.stringValue() : "";
  }
}
