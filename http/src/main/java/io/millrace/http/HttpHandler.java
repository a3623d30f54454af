package io.millrace.http;

import java.io.IOException;

/// Answers requests. Called on a virtual thread of the connection, one request after another.
public interface HttpHandler {
  /// @throws IOException when the connection is lost; it is then closed
  void handle(HttpExchange exchange) throws IOException;
}
