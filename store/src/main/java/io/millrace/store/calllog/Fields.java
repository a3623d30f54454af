package io.millrace.store.calllog;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// Looks fields up in the loosely typed JSON of logs: a number may stand in quotes, an object may
/// be a string of JSON, and a field that is null or empty is as good as absent.
final class Fields {
  private static final int DEEPEST = 200;

  static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength(1 << 30)
                          .maxNumberLength(400)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final JsonMapper SORTED =
      JSON.rebuild()
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .disable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private Fields() {}

  /// The first of the named fields that is there, is not null and not an empty text.
  static @Nullable JsonNode first(@Nullable JsonNode object, String... names) {
    if (object == null || !object.isObject()) {
      return null;
    }
    for (String name : names) {
      JsonNode node = object.get(name);
      if (node != null && !node.isNull() && !(node.isString() && node.stringValue().isEmpty())) {
        return node;
      }
    }
    return null;
  }

  /// The first of the named fields that is a text or a number, as text.
  static @Nullable String text(@Nullable JsonNode object, String... names) {
    for (String name : names) {
      JsonNode node = first(object, name);
      if (node != null && (node.isString() || node.isNumber())) {
        return node.isString() ? node.stringValue() : node.asString();
      }
    }
    return null;
  }

  /// The first of the named fields that is an object or array with something in it, or a text that
  /// holds one as JSON.
  static @Nullable JsonNode nested(@Nullable JsonNode object, String... names) {
    for (String name : names) {
      JsonNode node = decoded(first(object, name));
      if (node != null && node.isContainer() && !node.isEmpty()) {
        return node;
      }
    }
    return null;
  }

  /// A text that holds a JSON object or array, decoded; anything else as it is.
  static @Nullable JsonNode decoded(@Nullable JsonNode node) {
    if (node == null || !node.isString()) {
      return node;
    }
    String text = node.stringValue();
    int start = 0;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    if (start == text.length() || (text.charAt(start) != '{' && text.charAt(start) != '[')) {
      return node;
    }
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      return node;
    }
  }

  /// A number, or a text that is one; null for anything else and for absurd exponents.
  static @Nullable BigDecimal decimal(@Nullable JsonNode node) {
    if (node == null) {
      return null;
    }
    BigDecimal value = null;
    if (node.isNumber()) {
      value = node.decimalValue();
    } else if (node.isString() && node.stringValue().length() < 60) {
      value = parsed(node.stringValue().strip());
    }
    return value == null || Math.abs((long) value.scale()) > 100 ? null : value;
  }

  private static @Nullable BigDecimal parsed(String text) {
    if (text.isEmpty() || "0123456789-+.".indexOf(text.charAt(0)) < 0) {
      return null;
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// Whether a field says yes: true, or a text `true` in any case.
  static boolean isTrue(@Nullable JsonNode node) {
    return node != null
        && ((node.isBoolean() && node.booleanValue())
            || (node.isString() && node.stringValue().equalsIgnoreCase("true")));
  }

  /// Whether a field is an object or array with something in it.
  static boolean hasContent(@Nullable JsonNode node) {
    return node != null && node.isContainer() && !node.isEmpty();
  }

  /// JSON without white space, keys sorted at every level.
  static String canonical(JsonNode node) {
    return SORTED.writeValueAsString(node);
  }

  /// JSON without white space, keys in the order they came in.
  static String compact(JsonNode node) {
    return JSON.writeValueAsString(node);
  }
}
