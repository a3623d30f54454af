package io.millrace.http;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A request to another server came to nothing, or its answer broke off. The message is for people
/// and names no header and no body.
public final class HttpFailure extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final Kind kind;

  public HttpFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// What went wrong.
  public Kind kind() {
    return kind;
  }

  /// What went wrong.
  public enum Kind {
    /// The name has no address.
    UNKNOWN_HOST,
    /// Nothing listens there, or no way leads there.
    REFUSED,
    /// No connection within its time.
    CONNECT_TIMEOUT,
    /// The other side's certificate or TLS is not acceptable.
    TLS,
    /// All connections to this origin stayed busy for as long as a connection may take.
    POOL_EXHAUSTED,
    /// The connection broke before the head of the answer was complete.
    RESET,
    /// Nothing came within its time.
    TIMEOUT,
    /// The answer broke off before its end.
    TRUNCATED,
    /// What came is not HTTP/1.1.
    MALFORMED,
    /// The answer is longer than allowed.
    TOO_LARGE,
    /// [ClientCall#cancel] was called.
    CANCELLED
  }
}
