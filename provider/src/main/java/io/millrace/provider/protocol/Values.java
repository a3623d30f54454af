package io.millrace.provider.protocol;

import io.millrace.model.Usage;
import io.millrace.store.calllog.ExchangeReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the few values of an answer that must be read.
final class Values {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Values() {}

  /// The usage in a `usage` object; null when it says nothing.
  static @Nullable Usage usage(byte[] data, int from, int to) {
    return from < 0 ? null : ExchangeReader.usage(tree(data, from, to));
  }

  /// A JSON string's text; empty for anything else.
  static String text(byte[] data, int from, int to) {
    JsonNode value = from < 0 ? null : tree(data, from, to);
    return value != null && value.isString() ? value.stringValue() : "";
  }

  /// A value; null when Jackson cannot read it (bytes that are not UTF-8).
  static @Nullable JsonNode tree(byte[] data, int from, int to) {
    try {
      return MAPPER.readTree(data, from, to - from);
    } catch (JacksonException e) {
      return null;
    }
  }

  /// A JSON string's text, with a replacement for bytes that are not UTF-8.
  static String lenientText(byte[] quoted) {
    JsonNode value = tree(quoted, 0, quoted.length);
    if (value == null) {
      byte[] mended = new String(quoted, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
      value = tree(mended, 0, mended.length);
    }
    return value != null && value.isString() ? value.stringValue() : "";
  }
}
