package io.millrace.provider.anthropic;

import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Errors in Anthropic's shape ([errors](https://platform.claude.com/docs/en/api/errors)).
final class AnthropicErrors {
  private AnthropicErrors() {}

  /// The body; where the message does not name the field, it is put before it, as this shape has no
  /// place of its own for it.
  static ObjectNode body(WireError error) {
    String message = error.message();
    if (error.param() != null && !message.contains(error.param())) {
      message = error.param() + ": " + message;
    }
    ObjectNode body = Json.object().put("type", "error");
    body.putObject("error").put("type", type(error.kind())).put("message", message);
    return body;
  }

  private static String type(WireError.Kind kind) {
    return switch (kind) {
      case INVALID_REQUEST, CONFLICT, UNPROCESSABLE -> "invalid_request_error";
      case AUTHENTICATION -> "authentication_error";
      case PERMISSION -> "permission_error";
      case NOT_FOUND -> "not_found_error";
      case TOO_LARGE -> "request_too_large";
      case RATE_LIMIT -> "rate_limit_error";
      case REQUEST_TIMEOUT, UPSTREAM_TIMEOUT -> "timeout_error";
      case OVERLOADED, UNAVAILABLE -> "overloaded_error";
      case INTERNAL, BAD_UPSTREAM -> "api_error";
    };
  }

  /// Reads an upstream's error; the status says of which kind it is, unless it is a success.
  static WireError read(int status, byte[] body) {
    ObjectNode json = Json.objectIn(body);
    JsonNode error = json == null ? Json.object() : json.path("error");
    String type = error.path("type").isString() ? error.path("type").stringValue() : null;
    JsonNode message = error.path("message");
    return new WireError(
        status >= 400 || type == null ? WireError.Kind.of(status) : kind(type),
        message.isString() && !message.stringValue().isBlank()
            ? message.stringValue()
            : "the provider answered with status " + status,
        null,
        type);
  }

  /// The kind for a word of Anthropic's, as in an error inside a stream.
  static WireError.Kind kind(String type) {
    return switch (type) {
      case "invalid_request_error" -> WireError.Kind.INVALID_REQUEST;
      case "authentication_error" -> WireError.Kind.AUTHENTICATION;
      case "permission_error", "billing_error" -> WireError.Kind.PERMISSION;
      case "not_found_error" -> WireError.Kind.NOT_FOUND;
      case "request_too_large" -> WireError.Kind.TOO_LARGE;
      case "rate_limit_error" -> WireError.Kind.RATE_LIMIT;
      case "timeout_error" -> WireError.Kind.UPSTREAM_TIMEOUT;
      case "overloaded_error" -> WireError.Kind.OVERLOADED;
      default -> WireError.Kind.BAD_UPSTREAM;
    };
  }
}
