package io.millrace.provider.openai;

import io.millrace.provider.chat.WireError;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Errors as OpenAI's interfaces say them. Thread-safe.
public final class OpenAiErrors {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int LONGEST = 2000;

  private OpenAiErrors() {}

  /// The body of an error answer.
  public static byte[] body(WireError error) {
    return MAPPER.writeValueAsBytes(object(error));
  }

  /// The event that ends a chat stream which failed: no `[DONE]` follows it.
  public static byte[] chatEvent(WireError error) {
    return ("data: " + MAPPER.writeValueAsString(object(error)) + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /// The HTTP status an error is sent with.
  public static int status(WireError error) {
    return error.kind() == WireError.Kind.OVERLOADED ? 503 : error.kind().status();
  }

  private static ObjectNode object(WireError error) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    whole
        .putObject("error")
        .put("message", error.message())
        .put("type", type(error.kind()))
        .put("param", error.param())
        .put("code", error.code());
    return whole;
  }

  static String type(WireError.Kind kind) {
    return switch (kind) {
      case INVALID_REQUEST, NOT_FOUND, TOO_LARGE, UNPROCESSABLE, CONFLICT ->
          "invalid_request_error";
      case AUTHENTICATION -> "authentication_error";
      case PERMISSION -> "permission_error";
      case RATE_LIMIT -> "rate_limit_error";
      case REQUEST_TIMEOUT, UPSTREAM_TIMEOUT -> "timeout_error";
      case INTERNAL, BAD_UPSTREAM -> "server_error";
      case UNAVAILABLE, OVERLOADED -> "service_unavailable_error";
    };
  }

  /// Reads an error answer of a server that is compatible with OpenAI, as far as it tells one.
  static WireError read(int status, byte[] body) {
    WireError.Kind kind = WireError.Kind.of(status);
    JsonNode json = tree(body);
    JsonNode error = json.path("error");
    JsonNode message =
        error.isString() ? error : first(error.path("message"), json.path("message"));
    if (!message.isString()) {
      message = first(json.path("detail"), json.path("error_msg"));
    }
    String said =
        message.isString() && !message.stringValue().isBlank()
            ? message.stringValue()
            : "the provider answered " + status;
    return new WireError(
        kind,
        said.length() > LONGEST ? said.substring(0, LONGEST) + "…" : said,
        error.path("param").isString() ? error.path("param").stringValue() : null,
        error.path("code").isValueNode() && !error.path("code").isNull()
            ? error.path("code").asString()
            : null);
  }

  private static JsonNode first(JsonNode one, JsonNode other) {
    return one.isString() ? one : other;
  }

  private static JsonNode tree(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (JacksonException _) {
      return MAPPER.missingNode();
    }
  }
}
