package io.millrace.provider.chat;

import java.io.Serial;

/// The caller's request cannot be served as it is; holds what to tell the caller.
public final class RefusedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient WireError error;

  public RefusedException(WireError error) {
    super(error.message());
    this.error = error;
  }

  /// What to tell the caller.
  public WireError error() {
    return error;
  }
}
