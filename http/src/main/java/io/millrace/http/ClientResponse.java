package io.millrace.http;

import java.time.Duration;

/// An answer whose body is yet to be read. One thread at a time; must be closed.
public final class ClientResponse implements AutoCloseable {
  ClientResponse() {}

  public int status() {
    throw new UnsupportedOperationException();
  }

  public Headers headers() {
    throw new UnsupportedOperationException();
  }

  /// Reads what is there of the body, waiting for at least one byte.
  ///
  /// @param wait at most so long
  /// @return how many bytes; -1 after the last one, when the body is complete
  public int read(byte[] into, int offset, int length, Duration wait) throws HttpFailure {
    throw new UnsupportedOperationException();
  }

  /// Whether [#read] would return at once.
  public boolean ready() {
    throw new UnsupportedOperationException();
  }

  /// The whole body.
  ///
  /// @param limit more bytes are a failure of kind `TOO_LARGE`
  /// @param wait for each read
  public byte[] readAll(long limit, Duration wait) throws HttpFailure {
    throw new UnsupportedOperationException();
  }

  /// Gives the connection back when the body was read to its end, else closes it.
  @Override
  public void close() {}
}
