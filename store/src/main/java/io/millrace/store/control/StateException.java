package io.millrace.store.control;

/// What was asked for is not lawful as things stand; the message says what stands in the way and
/// what to do. Nothing was changed.
public final class StateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StateException(String message) {
    super(message);
  }
}
