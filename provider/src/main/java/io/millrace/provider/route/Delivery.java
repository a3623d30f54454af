package io.millrace.provider.route;

import io.millrace.provider.chat.WireError;
import io.millrace.provider.protocol.Answered;
import io.millrace.provider.protocol.Prepared;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What routing a call came to.
public sealed interface Delivery {
  /// A whole answer in the caller's protocol.
  ///
  /// @param endpoint that answered
  /// @param model the upstream's name of the model, for the price
  /// @param dropped the caller's fields the upstream did not see
  /// @param firstByteNanos from the first attempt's start to the head of the answer
  record Whole(
      Answered answered,
      String endpoint,
      String model,
      List<String> dropped,
      int attempts,
      long firstByteNanos)
      implements Delivery {}

  /// A streamed answer whose first content has come.
  record Streamed(Source source, String endpoint, String model, List<String> dropped, int attempts)
      implements Delivery {}

  /// Every way failed, or the caller's request is at fault.
  ///
  /// @param answer in the caller's protocol
  /// @param retryAfterSeconds what the caller is told to wait, if anything
  /// @param cancelled true when nobody is there to be told
  record Failed(
      Prepared.ErrorAnswer answer, OptionalLong retryAfterSeconds, int attempts, boolean cancelled)
      implements Delivery {}

  /// The rest of a streamed answer. One thread at a time; must be closed.
  interface Source extends AutoCloseable {
    /// The next bytes for the caller; waits for them. After a step that is `last` there is none.
    ///
    /// @throws StreamBrokenException when the answer cannot be completed; the caller is then told
    ///   by an error event
    Prepared.Step next();

    /// Whether the next step is at hand without waiting, so that a flush may be put off.
    boolean ready();

    /// The answer, as far as it came.
    Answered answered();

    /// Ends the attempt: cancels the upstream unless the answer is complete.
    @Override
    void close();
  }

  /// A stream broke after its first content.
  final class StreamBrokenException extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1;

    private final transient WireError error;

    /// @param cause null when the upstream itself told of the error
    public StreamBrokenException(WireError error, @Nullable Throwable cause) {
      super(error.message(), cause);
      this.error = error;
    }

    public WireError error() {
      return error;
    }
  }
}
