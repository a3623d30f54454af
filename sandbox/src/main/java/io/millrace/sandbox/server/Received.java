package io.millrace.sandbox.server;

import io.millrace.http.Headers;
import java.nio.charset.StandardCharsets;

/// A request as the sandbox got it. Immutable.
public final class Received {
  private final String method;
  private final String path;
  private final String query;
  private final Headers headers;
  private final byte[] body;

  Received(String method, String path, String query, Headers headers, byte[] body) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
  }

  public String method() {
    return method;
  }

  /// Without the query, not decoded.
  public String path() {
    return path;
  }

  public String query() {
    return query;
  }

  public Headers headers() {
    return headers;
  }

  /// The body as it came.
  public byte[] body() {
    return body.clone();
  }

  /// The body as text.
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
