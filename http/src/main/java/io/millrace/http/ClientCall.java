package io.millrace.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One request and its answer. Sent once, by one thread; [#cancel] may come from any thread at any
/// time.
public final class ClientCall {
  private static final Body NO_BODY =
      Body.none(new WireInput(java.io.InputStream.nullInputStream()));

  private final HttpClient client;
  private long end = DeadlineWatch.NONE;
  private volatile boolean cancelled;
  private volatile @Nullable ClientConnection connection;
  private volatile @Nullable CompletableFuture<ClientConnection> connecting;

  ClientCall(HttpClient client) {
    this.client = client;
  }

  /// Bounds the whole call, from connecting to the answer's last byte, on top of every other wait.
  public ClientCall within(Duration total) {
    end = DeadlineWatch.in(total);
    return this;
  }

  /// The earlier of a wait's end and the call's.
  long until(Duration wait) {
    long until = DeadlineWatch.in(wait);
    return end != DeadlineWatch.NONE && end - until < 0 ? end : until;
  }

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
    long until = until(connect);
    ClientConnection held = client.acquire(this, until);
    if (held == null) {
      held = connect(until);
    }
    holds(held);
    try {
      held.until(until(head));
      checkCancelled();
      write(held, method, target, headers, body);
      return answer(held, method);
    } catch (IOException e) {
      HttpFailure failure = failure(held, e);
      held.close();
      throw failure;
    }
  }

  /// Looking a name up can be neither interrupted nor timed, and holds its thread: another one does
  /// it.
  private ClientConnection connect(long until) throws HttpFailure {
    var opening = new CompletableFuture<ClientConnection>();
    connecting = opening;
    Thread.Builder builder =
        client.settings().isAddress() ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    builder.name("http-connect").start(() -> open(opening, until));
    if (cancelled) {
      opening.completeExceptionally(cancelledFailure());
    }
    try {
      return opening.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw connectFailure(
          e.getCause() instanceof IOException io ? io : new IOException("cannot connect", e));
    } catch (TimeoutException e) {
      abandon(opening);
      throw connectFailure(new SocketTimeoutException("connecting"));
    } catch (InterruptedException e) {
      abandon(opening);
      Thread.currentThread().interrupt();
      throw new HttpFailure(HttpFailure.Kind.CANCELLED, "interrupted", e);
    } finally {
      connecting = null;
    }
  }

  private void open(CompletableFuture<ClientConnection> opening, long until) {
    try {
      ClientConnection opened = ClientConnection.open(client, this, until);
      if (!opening.complete(opened)) {
        opened.close();
      }
    } catch (IOException | RuntimeException e) {
      client.closedOne();
      opening.completeExceptionally(
          e instanceof IOException io ? io : new IOException("cannot connect", e));
    }
  }

  /// A connection that comes too late is closed by whoever sees it last.
  private static void abandon(CompletableFuture<ClientConnection> opening) {
    if (!opening.cancel(false) && !opening.isCompletedExceptionally()) {
      opening.join().close();
    }
  }

  private HttpFailure connectFailure(IOException cause) {
    if (cancelled) {
      return cancelledFailure();
    }
    URI origin = client.settings().origin();
    String to = origin.getHost() + (origin.getPort() > 0 ? ":" + origin.getPort() : "");
    if (cause instanceof SocketTimeoutException) {
      return new HttpFailure(
          HttpFailure.Kind.CONNECT_TIMEOUT, "no connection to " + to + " in time", cause);
    }
    HttpFailure.Kind kind = HttpClient.kind(cause);
    String what =
        switch (kind) {
          case UNKNOWN_HOST -> "the name " + origin.getHost() + " has no address";
          case TLS -> "no trusted TLS connection to " + to + ": " + cause.getMessage();
          default -> "no connection to " + to + ": " + cause.getMessage();
        };
    return new HttpFailure(kind, what, cause);
  }

  private void write(
      ClientConnection held, String method, String target, List<Header> headers, byte[] body)
      throws IOException {
    WireOutput out = held.out();
    out.text(method).text(" ").text(target).text(" HTTP/1.1\r\n");
    out.field("host", client.settings().host());
    for (Header header : headers) {
      if (!Tokens.isValue(header.value())) {
        throw new Malformed("the header field " + header.name() + " cannot have its value");
      }
      out.field(header.name(), header.value());
    }
    if (body.length > 0 || method.equals("POST")) {
      out.field("content-length", Integer.toString(body.length));
    }
    out.text("\r\n").bytes(body, 0, body.length).flush();
  }

  private ClientResponse answer(ClientConnection held, String method) throws IOException {
    WireInput in = held.in();
    while (true) {
      Head head = Head.read(in, client.settings().headBytes());
      StatusLine status = StatusLine.parse(head.line());
      if (status.code() == 101) {
        throw new Malformed("the server switches to a protocol nobody asked for");
      }
      if (status.code() >= 200) {
        held.until(DeadlineWatch.NONE);
        return new ClientResponse(
            this, held, status, head.headers(), body(in, status, head, method));
      }
    }
  }

  private static Body body(WireInput in, StatusLine status, Head head, String method)
      throws Malformed {
    if (method.equals("HEAD") || status.code() == 204 || status.code() == 304) {
      return NO_BODY;
    }
    Body framed = Body.framed(in, head.headers(), status.http11());
    return framed == null ? Body.untilClose(in) : framed;
  }

  /// What an exception means.
  HttpFailure failure(ClientConnection held, IOException e) {
    if (cancelled) {
      return cancelledFailure();
    }
    if (held.late()) {
      return new HttpFailure(HttpFailure.Kind.TIMEOUT, "no answer in time", e);
    }
    return switch (e) {
      case HttpFailure failure -> failure;
      case Malformed malformed ->
          new HttpFailure(HttpFailure.Kind.MALFORMED, "not HTTP/1.1: " + malformed.getMessage(), e);
      case EOFException eof ->
          new HttpFailure(
              HttpFailure.Kind.RESET, "the connection closed before the answer's head", eof);
      default ->
          new HttpFailure(HttpFailure.Kind.RESET, "the connection broke before the answer", e);
    };
  }

  HttpClient client() {
    return client;
  }

  boolean cancelled() {
    return cancelled;
  }

  void checkCancelled() throws HttpFailure {
    if (cancelled) {
      throw cancelledFailure();
    }
  }

  private static HttpFailure cancelledFailure() {
    return new HttpFailure(HttpFailure.Kind.CANCELLED, "cancelled", null);
  }

  /// The connection that [#cancel] cuts.
  void holds(@Nullable ClientConnection held) {
    connection = held;
    if (cancelled && held != null) {
      held.cut();
    }
  }

  /// Breaks the call off at once: whoever waits for it gets a [HttpFailure] of kind `CANCELLED`.
  /// Harmless after the end.
  public void cancel() {
    cancelled = true;
    ClientConnection held = connection;
    if (held != null) {
      held.cut();
    }
    CompletableFuture<ClientConnection> opening = connecting;
    if (opening != null) {
      opening.completeExceptionally(cancelledFailure());
    }
    client.wake();
  }
}
