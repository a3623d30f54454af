package io.millrace.provider.chat;

import org.jspecify.annotations.Nullable;

/// An error to be told in a caller's protocol.
///
/// @param message for people; never a secret or a prompt
/// @param param the field it is about; null when it is about none
/// @param code a stable word for programs, `model_not_found` for example; null when there is none
public record WireError(Kind kind, String message, @Nullable String param, @Nullable String code) {
  /// An error about no field.
  public static WireError of(Kind kind, String message) {
    return new WireError(kind, message, null, null);
  }

  /// A 400 that names a field.
  public static WireError badField(String field, String message, String code) {
    return new WireError(Kind.INVALID_REQUEST, message, field, code);
  }

  /// What went wrong; each protocol has its own word for it.
  public enum Kind {
    INVALID_REQUEST(400),
    AUTHENTICATION(401),
    PERMISSION(403),
    NOT_FOUND(404),
    REQUEST_TIMEOUT(408),
    CONFLICT(409),
    TOO_LARGE(413),
    UNPROCESSABLE(422),
    RATE_LIMIT(429),
    INTERNAL(500),
    BAD_UPSTREAM(502),
    UNAVAILABLE(503),
    UPSTREAM_TIMEOUT(504),
    OVERLOADED(529);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    /// The HTTP status it is sent with. [#OVERLOADED] is 529 at Anthropic and 503 elsewhere.
    public int status() {
      return status;
    }

    /// The kind for an upstream's status.
    public static Kind of(int status) {
      return switch (status) {
        case 401 -> AUTHENTICATION;
        case 403 -> PERMISSION;
        case 404 -> NOT_FOUND;
        case 408 -> REQUEST_TIMEOUT;
        case 409 -> CONFLICT;
        case 413 -> TOO_LARGE;
        case 422 -> UNPROCESSABLE;
        case 429 -> RATE_LIMIT;
        case 500 -> INTERNAL;
        case 502 -> BAD_UPSTREAM;
        case 503 -> UNAVAILABLE;
        case 504 -> UPSTREAM_TIMEOUT;
        case 529 -> OVERLOADED;
        default -> status >= 500 ? BAD_UPSTREAM : INVALID_REQUEST;
      };
    }
  }
}
