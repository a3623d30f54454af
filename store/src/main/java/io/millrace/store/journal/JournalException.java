package io.millrace.store.journal;

import java.io.Serial;

/// The journal cannot be written or read; says where and what to do.
public final class JournalException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  public JournalException(String message) {
    super(message);
  }

  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
