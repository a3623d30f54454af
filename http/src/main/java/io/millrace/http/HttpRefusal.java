package io.millrace.http;

import java.io.IOException;
import java.io.Serial;

/// A request that is refused for its form; the connection is closed after the answer.
public final class HttpRefusal extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final int status;

  public HttpRefusal(int status, String message) {
    super(message);
    this.status = status;
  }

  /// The HTTP status to answer with.
  public int status() {
    return status;
  }
}
