package io.millrace.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/// An answer whose body is yet to be read. One thread at a time; must be closed.
public final class ClientResponse implements AutoCloseable {
  private static final int FIRST_BODY = 8 << 10;

  private final ClientCall call;
  private final ClientConnection connection;
  private final StatusLine status;
  private final Headers headers;
  private final Body body;
  private boolean closed;

  ClientResponse(
      ClientCall call, ClientConnection connection, StatusLine status, Headers headers, Body body) {
    this.call = call;
    this.connection = connection;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status.code();
  }

  public Headers headers() {
    return headers;
  }

  /// Reads what is there of the body, waiting for at least one byte.
  ///
  /// @param wait at most so long
  /// @return how many bytes; -1 after the last one, when the body is complete
  public int read(byte[] into, int offset, int length, Duration wait) throws HttpFailure {
    try {
      if (!body.ready()) {
        connection.until(call.until(wait));
      }
      int count = body.read(into, offset, length);
      connection.until(DeadlineWatch.NONE);
      return count;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private HttpFailure failure(IOException e) {
    HttpFailure failure = call.failure(connection, e);
    return failure.kind() == HttpFailure.Kind.RESET
        ? new HttpFailure(
            HttpFailure.Kind.TRUNCATED, "the answer broke off before its end", e.getCause())
        : failure;
  }

  /// Whether [#read] would return at once.
  public boolean ready() {
    try {
      return body.ready();
    } catch (Malformed e) {
      return true;
    }
  }

  /// The whole body.
  ///
  /// @param limit more bytes are a failure of kind `TOO_LARGE`
  /// @param wait for each read
  public byte[] readAll(long limit, Duration wait) throws HttpFailure {
    long known = body.known();
    if (known > limit) {
      throw tooLarge(limit);
    }
    byte[] bytes = new byte[known >= 0 ? (int) Math.min(known, 1 << 20) : FIRST_BODY];
    int length = 0;
    while (true) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(length + 1, larger(length, known)));
      }
      int count = read(bytes, length, bytes.length - length, wait);
      if (count < 0) {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
      }
      length += count;
      if (length > limit) {
        throw tooLarge(limit);
      }
      if (length == known) {
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
      }
    }
  }

  /// Memory is given for bytes that came, not for bytes that were announced.
  private static int larger(int length, long known) {
    int doubled = Math.multiplyExact(Math.max(length, FIRST_BODY / 2), 2);
    return known >= 0 ? (int) Math.min(known, doubled) : doubled;
  }

  private static HttpFailure tooLarge(long limit) {
    return new HttpFailure(
        HttpFailure.Kind.TOO_LARGE, "the answer is larger than " + limit + " bytes", null);
  }

  /// Reads an answer that is complete as its protocol sees it to the end of its body, so that the
  /// connection can be used again; gives up, quietly, after a time or 64 KiB.
  public void drain(Duration wait) {
    byte[] rest = new byte[1024];
    try {
      for (int total = 0; total < 64 << 10; ) {
        int count = read(rest, 0, rest.length, wait);
        if (count < 0) {
          return;
        }
        total += count;
      }
    } catch (HttpFailure e) {
      // the connection is then closed
    }
  }

  /// Gives the connection back when the body was read to its end, else closes it.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    call.holds(null);
    if (reusable()) {
      connection.in().shrink();
      call.client().release(connection);
    } else {
      connection.close();
    }
  }

  private boolean reusable() {
    try {
      String wish = headers.first("connection");
      return body.ended()
          && status.http11()
          && !(wish != null && Tokens.listed(wish, "close"))
          && connection.in().available() == 0
          && !connection.late()
          && !call.cancelled();
    } catch (Malformed e) {
      return false;
    }
  }
}
