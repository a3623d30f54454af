package io.millrace.store.policy;

/// A policy folder that cannot be used; the message names the file, what is wrong, and what to do.
public final class PolicyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PolicyException(String message) {
    super(message);
  }

  public PolicyException(String message, Throwable cause) {
    super(message, cause);
  }
}
