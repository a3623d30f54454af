package io.millrace.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// One request and its answer. One thread at a time, but for [#whenGone] actions. A handler that
/// returns without an answer has a 500 sent for it.
public final class HttpExchange {
  HttpExchange() {}

  public String method() {
    throw new UnsupportedOperationException();
  }

  /// The path as it came, without the query; never decoded.
  public String path() {
    throw new UnsupportedOperationException();
  }

  /// What stood behind `?`; empty when nothing did.
  public String query() {
    throw new UnsupportedOperationException();
  }

  public Headers headers() {
    throw new UnsupportedOperationException();
  }

  /// The client's address.
  public InetAddress remote() {
    throw new UnsupportedOperationException();
  }

  /// The request's body, read when first asked for; the array is not copied.
  ///
  /// @throws HttpRefusal when it is too large (413), too slow (408) or malformed (400)
  public byte[] body() throws IOException {
    throw new UnsupportedOperationException();
  }

  /// Runs an action once, on another thread, as soon as the client is seen to go away before the
  /// answer is complete. To be called after [#body].
  public void whenGone(Runnable action) {
    throw new UnsupportedOperationException();
  }

  /// Adds a header field to the answer.
  ///
  /// @param name in lower case
  /// @throws IllegalArgumentException for a value that cannot stand in a header
  public HttpExchange header(String name, String value) {
    throw new UnsupportedOperationException();
  }

  /// Sends a whole answer, in one write where it fits.
  public void respond(int status, @Nullable String contentType, byte[] body) throws IOException {
    throw new UnsupportedOperationException();
  }

  /// Begins an answer of unknown length. The head goes out with the first flush.
  public void begin(int status, String contentType) throws IOException {
    throw new UnsupportedOperationException();
  }

  /// Adds bytes to an answer that was begun; they go out when the buffer is full or on [#flush].
  public void write(byte[] bytes, int from, int to) throws IOException {
    throw new UnsupportedOperationException();
  }

  /// Sends what was written.
  public void flush() throws IOException {
    throw new UnsupportedOperationException();
  }

  /// Ends an answer that was begun and sends what is left of it.
  public void finish() throws IOException {
    throw new UnsupportedOperationException();
  }

  /// Whether an answer was begun or sent.
  public boolean answered() {
    throw new UnsupportedOperationException();
  }

  /// Breaks the connection with a reset, so that the client cannot take what came for a whole
  /// answer.
  public void abort() {
    throw new UnsupportedOperationException();
  }

  /// The connection's own stream, for servers that misbehave on purpose; after this the exchange
  /// sends nothing by itself and the connection is closed when the handler returns.
  public OutputStream raw() throws IOException {
    throw new UnsupportedOperationException();
  }
}
