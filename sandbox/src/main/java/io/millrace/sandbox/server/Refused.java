package io.millrace.sandbox.server;

import java.io.Serial;

/// A request that the sandbox answers with an error in the protocol's shape.
final class Refused extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  /// @param code OpenAI's code for it; empty for none
  Refused(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /// A 400.
  static Refused invalid(String message) {
    return new Refused(400, "", message);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
