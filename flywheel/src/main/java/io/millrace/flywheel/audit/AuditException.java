package io.millrace.flywheel.audit;

/// An audit that cannot go on; the message says what was wrong, where, and what to do.
public final class AuditException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AuditException(String message) {
    super(message);
  }

  public AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
