package io.millrace.sandbox.server;

import tools.jackson.databind.node.ObjectNode;

/// Errors in OpenAI's shape.
final class OpenAiErrors {
  private OpenAiErrors() {}

  static ObjectNode of(Refused refused) {
    var error = Json.object();
    var inner = error.putObject("error").put("message", refused.reason());
    inner.put("type", type(refused.status())).putNull("param");
    String code = refused.code().isEmpty() ? code(refused.status()) : refused.code();
    if (code.isEmpty()) {
      inner.putNull("code");
    } else {
      inner.put("code", code);
    }
    return error;
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      default -> status < 500 ? "invalid_request_error" : "server_error";
    };
  }

  private static String code(int status) {
    return switch (status) {
      case 401 -> "invalid_api_key";
      case 429 -> "rate_limit_exceeded";
      case 500 -> "internal_error";
      case 503, 529 -> "overloaded";
      default -> "";
    };
  }
}
