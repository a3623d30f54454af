package io.millrace.provider.chat;

import java.io.Serial;

/// An upstream's answer is not what its protocol says: truncated, not JSON, an unknown shape, an
/// error inside a stream. Never quotes the answer.
public final class BadAnswerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  public BadAnswerException(String message) {
    super(message);
  }

  public BadAnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
