package io.millrace.provider.gemini;

import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads Gemini's errors.
final class GeminiErrors {
  private GeminiErrors() {}

  static WireError read(int status, byte[] body) {
    JsonNode error = error(body);
    JsonNode message = error.path("message");
    JsonNode word = error.path("status");
    return new WireError(
        isKeyFault(error) ? WireError.Kind.AUTHENTICATION : WireError.Kind.of(status),
        message.isString() && !message.stringValue().isBlank()
            ? message.stringValue()
            : "the provider answered with status " + status,
        null,
        word.isString() ? word.stringValue() : null);
  }

  /// The error in a body; in some answers it stands in a list.
  private static JsonNode error(byte[] body) {
    JsonNode json = Json.objectIn(body);
    if (json == null) {
      String text = new String(body, StandardCharsets.UTF_8).strip();
      if (text.startsWith("[") && text.endsWith("]")) {
        json = firstIn(text);
      }
    }
    return json == null ? Json.object() : json.path("error");
  }

  private static @Nullable JsonNode firstIn(String list) {
    JsonNode wrapped = Json.objectIn("{\"list\":" + list + "}");
    return wrapped == null ? null : wrapped.path("list").path(0);
  }

  /// A wrong key is a 400 at Gemini; it is no fault of the caller's request.
  private static boolean isKeyFault(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      if (detail.path("reason").asString("").equals("API_KEY_INVALID")) {
        return true;
      }
    }
    return false;
  }
}
