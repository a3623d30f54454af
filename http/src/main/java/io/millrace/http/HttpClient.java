package io.millrace.http;

/// Connections to one origin, kept for reuse. Thread-safe; holds one thread that closes what has
/// idled too long and breaks off requests that cannot be written in time.
public final class HttpClient implements AutoCloseable {
  private HttpClient() {}

  /// A client; connects when the first call is sent.
  public static HttpClient of(ClientSettings settings) {
    throw new UnsupportedOperationException();
  }

  /// A call that can be cancelled from now on.
  public ClientCall newCall() {
    throw new UnsupportedOperationException();
  }

  /// Closes idle connections at once, others when their answers end.
  @Override
  public void close() {}
}
