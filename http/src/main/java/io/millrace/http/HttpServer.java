package io.millrace.http;

import java.io.IOException;
import java.time.Duration;

/// A strict HTTP/1.1 server: one virtual thread a connection. Thread-safe.
public final class HttpServer implements AutoCloseable {
  private HttpServer() {}

  /// Listens when this returns.
  ///
  /// @throws IOException when the address cannot be had
  public static HttpServer start(ServerSettings settings, HttpHandler handler) throws IOException {
    throw new UnsupportedOperationException();
  }

  /// The port it listens on.
  public int port() {
    throw new UnsupportedOperationException();
  }

  /// Stops accepting, closes idle connections, and waits for requests under way.
  ///
  /// @return whether all ended in time; the rest is cut off by [#close]
  public boolean drain(Duration patience) {
    throw new UnsupportedOperationException();
  }

  /// Cuts off what is left.
  @Override
  public void close() {}
}
