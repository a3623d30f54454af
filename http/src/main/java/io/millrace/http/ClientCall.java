package io.millrace.http;

import java.time.Duration;
import java.util.List;

/// One request and its answer. Sent once, by one thread; [#cancel] may come from any thread at any
/// time.
public final class ClientCall {
  ClientCall() {}

  /// Sends a request and waits for the head of its answer; 1xx heads are passed over. `host`,
  /// `content-length` and `connection` are added here.
  ///
  /// @param target path and query, as they go on the wire
  /// @param connect for a connection, TLS included, or for one to become free
  /// @param head from then on until the head is here
  public ClientResponse send(
      String method,
      String target,
      List<Header> headers,
      byte[] body,
      Duration connect,
      Duration head)
      throws HttpFailure {
    throw new UnsupportedOperationException();
  }

  /// Breaks the call off at once: whoever waits for it gets a [HttpFailure] of kind `CANCELLED`.
  /// Harmless after the end.
  public void cancel() {
    throw new UnsupportedOperationException();
  }
}
