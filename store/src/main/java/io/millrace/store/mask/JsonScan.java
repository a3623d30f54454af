package io.millrace.store.mask;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/// Masks the string values of JSON in place: every other byte stays as it is.
final class JsonScan {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .build();

  private JsonScan() {}

  static boolean isJson(byte[] utf8) {
    int start = 0;
    while (start < utf8.length && isSpace(utf8[start])) {
      start++;
    }
    if (start == utf8.length || "{[\"".indexOf(utf8[start]) < 0) {
      return false;
    }
    try (JsonParser parser = MAPPER.createParser(utf8)) {
      parser.nextToken();
      parser.skipChildren();
      parser.finishToken();
      return parser.nextToken() == null;
    } catch (JacksonException _) {
      return false;
    }
  }

  /// @param json known to be JSON
  /// @return the same array when nothing is to be hidden
  static byte[] masked(byte[] json) {
    var out = new ByteArrayOutputStream(0);
    int done = 0;
    int at = 0;
    while (at < json.length) {
      if (json[at] != '"') {
        at++;
        continue;
      }
      int end = stringEnd(json, at);
      if (Hints.worthLooking(json, at, end) && !isName(json, end)) {
        String value = MAPPER.readValue(json, at, end - at, String.class);
        String masked = value(value);
        if (!masked.equals(value)) {
          out.write(json, done, at - done);
          out.writeBytes(MAPPER.writeValueAsBytes(masked));
          done = end;
        }
      }
      at = end;
    }
    if (done == 0) {
      return json;
    }
    out.write(json, done, json.length - done);
    return out.toByteArray();
  }

  /// A value that is JSON itself stays JSON.
  private static String value(String value) {
    String start = value.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      byte[] inside = value.getBytes(StandardCharsets.UTF_8);
      if (isJson(inside)) {
        return new String(masked(inside), StandardCharsets.UTF_8);
      }
    }
    return Masking.text(value);
  }

  private static int stringEnd(byte[] json, int start) {
    int at = start + 1;
    while (json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private static boolean isName(byte[] json, int end) {
    int at = end;
    while (at < json.length && isSpace(json[at])) {
      at++;
    }
    return at < json.length && json[at] == ':';
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
