package io.millrace.http;

import java.io.IOException;
import java.io.Serial;

/// What came is not HTTP/1.1 as this module reads it. Holds no bytes of it.
final class Malformed extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final int status;

  Malformed(String message) {
    this(400, message);
  }

  /// @param status what a server answers
  Malformed(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
