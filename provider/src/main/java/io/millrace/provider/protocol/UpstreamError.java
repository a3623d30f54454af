package io.millrace.provider.protocol;

import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.chat.WireError.Kind;
import java.util.Locale;

/// What the caller is told of an upstream's error. What is wrong with the request is the caller's
/// to mend and keeps its status and words; what is wrong with the gateway's own key or account is
/// not, and becomes a 502 that quotes nothing.
final class UpstreamError {
  private static final int MOST_TYPE = 60;

  private UpstreamError() {}

  static WireError read(UpstreamCodec codec, int status, String contentType, byte[] body) {
    return switch (status) {
      case 401, 403 ->
          new WireError(
              Kind.BAD_UPSTREAM,
              "the provider refused the gateway's own key or its rights ("
                  + status
                  + "); the caller's key is fine",
              null,
              "upstream_authentication");
      case 402 ->
          new WireError(
              Kind.BAD_UPSTREAM,
              "the provider refused the gateway's account for want of payment (402)",
              null,
              "upstream_billing");
      default -> told(codec, status, contentType, body);
    };
  }

  private static WireError told(UpstreamCodec codec, int status, String contentType, byte[] body) {
    if (status < 400 || !isJson(body)) {
      return WireError.of(
          status < 400 ? Kind.BAD_UPSTREAM : Kind.of(status),
          "the provider answered " + status + " with " + described(contentType, body));
    }
    return codec.error(status, body);
  }

  private static boolean isJson(byte[] body) {
    return Values.tree(body, 0, body.length) instanceof tools.jackson.databind.node.ObjectNode;
  }

  /// The media type without its parameters; only what such a type is made of is repeated.
  private static String described(String contentType, byte[] body) {
    if (body.length == 0) {
      return "an empty body";
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    boolean plain =
        !type.isEmpty()
            && type.length() <= MOST_TYPE
            && type.chars().allMatch(c -> c > ' ' && c < 127);
    if (!plain) {
      return "a body of no known type";
    }
    return type.contains("json") ? "broken JSON" : type;
  }
}
