package io.millrace.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// One request and its answer. One thread at a time, but for [#whenGone] actions. A handler that
/// returns without a complete answer has its connection reset.
public final class HttpExchange {
  private static final int FIRST_BODY = 16 << 10;
  private static final int DRAINED = 64 << 10;
  private static final long CUT_OFF_MILLIS = 250;

  /// How far the answer is.
  private enum Stage {
    NONE,
    BEGUN,
    COMPLETE,
    BROKEN,
    RAW
  }

  private final ServerConnection connection;
  private final RequestLine line;
  private final Headers headers;
  private final Body incoming;
  private final WireOutput out;
  private final List<Header> fields = new ArrayList<>(6);
  private byte @Nullable [] body;
  private Stage stage = Stage.NONE;
  private boolean keepAlive;

  HttpExchange(ServerConnection connection, RequestLine line, Headers headers, Body incoming) {
    this.connection = connection;
    this.line = line;
    this.headers = headers;
    this.incoming = incoming;
    this.out = connection.writer();
    String wish = headers.first("connection");
    this.keepAlive =
        line.http11() && !(wish != null && Tokens.listed(wish, "close"))
            || wish != null && Tokens.listed(wish, "keep-alive");
  }

  public String method() {
    return line.method();
  }

  /// The path as it came, without the query; never decoded.
  public String path() {
    return line.path();
  }

  /// What stood behind `?`; empty when nothing did.
  public String query() {
    return line.query();
  }

  public Headers headers() {
    return headers;
  }

  /// The client's address.
  public InetAddress remote() {
    return connection.remote();
  }

  /// The request's body, read when first asked for; the array is not copied.
  ///
  /// @throws HttpRefusal when it is too large (413), too slow (408) or malformed (400)
  public byte[] body() throws IOException {
    return body(_ -> true);
  }

  /// The same where memory is short.
  ///
  /// @param room asked before more memory is taken, so many bytes, for a body whose length was not
  ///   announced; where it says no, the request is refused with 429
  public byte[] body(LongPredicate room) throws IOException {
    byte[] known = body;
    if (known == null) {
      known = readBody(room);
      body = known;
    }
    return known;
  }

  private byte[] readBody(LongPredicate room) throws IOException {
    long limit = connection.server().settings().bodyBytes();
    if (incoming.known() > limit) {
      throw tooLarge(limit);
    }
    connection.readsBody(true);
    try {
      if (!incoming.ready() && headers.first("expect") != null) {
        out.text("HTTP/1.1 100 Continue\r\n\r\n").flush();
      }
      return readBody(limit, room);
    } catch (EOFException e) {
      throw connection.late() ? new HttpRefusal(408, "the body did not come in time") : e;
    } catch (Malformed e) {
      throw new HttpRefusal(e.status(), String.valueOf(e.getMessage()));
    } finally {
      connection.readsBody(false);
    }
  }

  private byte[] readBody(long limit, LongPredicate room) throws IOException {
    int known = (int) incoming.known();
    checkRoom(known >= 0 || room.test(FIRST_BODY));
    byte[] bytes = new byte[known >= 0 ? Math.min(known, 1 << 20) : FIRST_BODY];
    int length = 0;
    while (true) {
      if (length == bytes.length) {
        if (incoming.ended()) {
          return bytes;
        }
        int larger = larger(length, known);
        checkRoom(known >= 0 || room.test(larger - length));
        bytes = Arrays.copyOf(bytes, larger);
      }
      int count = incoming.read(bytes, length, bytes.length - length);
      if (count < 0) {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
      }
      length += count;
      if (length > limit) {
        throw tooLarge(limit);
      }
    }
  }

  /// Memory is given for bytes that came, not for bytes that were announced.
  private static int larger(int length, int known) {
    int doubled = Math.max(FIRST_BODY, Math.multiplyExact(length, 2));
    return known >= 0 ? Math.min(known, doubled) : doubled;
  }

  private static void checkRoom(boolean room) throws HttpRefusal {
    if (!room) {
      throw new HttpRefusal(
          429, "this server has no memory for the request's body now: try again after a second");
    }
  }

  private static HttpRefusal tooLarge(long limit) {
    return new HttpRefusal(413, "the request's body is larger than " + limit + " bytes");
  }

  /// Runs an action once, on another thread, as soon as the client is seen to go away before the
  /// answer is complete. To be called after [#body], at most once.
  public void whenGone(Runnable action) {
    connection.watch().arm(action);
  }

  /// Adds a header field to the answer.
  ///
  /// @param name in lower case
  /// @throws IllegalArgumentException for a value that cannot stand in a header
  public HttpExchange header(String name, String value) {
    if (!Tokens.isValue(value)) {
      throw new IllegalArgumentException("the header field " + name + " cannot have this value");
    }
    fields.add(new Header(name, value));
    return this;
  }

  /// Sends a whole answer, in one write where it fits.
  public void respond(int status, @Nullable String contentType, byte[] body) throws IOException {
    advance(Stage.NONE, Stage.COMPLETE);
    reusable();
    head(status, contentType);
    if (status != 204 && status != 304) {
      out.field("content-length", Integer.toString(body.length));
    }
    out.text("\r\n");
    if (!line.method().equals("HEAD")) {
      out.bytes(body, 0, body.length);
    }
    connection.watch().disarm();
    out.flush();
  }

  /// Begins an answer of unknown length. The head goes out with the first flush.
  public void begin(int status, String contentType) throws IOException {
    advance(Stage.NONE, Stage.BEGUN);
    keepAlive &= line.http11();
    reusable();
    head(status, contentType);
    out.text(line.http11() ? "transfer-encoding: chunked\r\n\r\n" : "\r\n");
  }

  /// Adds bytes to an answer that was begun; they go out when the buffer is full or on [#flush].
  public void write(byte[] bytes, int from, int to) throws IOException {
    advance(Stage.BEGUN, Stage.BEGUN);
    if (from == to) {
      return;
    }
    if (line.http11()) {
      out.number(to - (long) from, 16).text("\r\n").bytes(bytes, from, to).text("\r\n");
    } else {
      out.bytes(bytes, from, to);
    }
  }

  /// Sends what was written.
  public void flush() throws IOException {
    out.flush();
  }

  /// Ends an answer that was begun and sends what is left of it.
  public void finish() throws IOException {
    advance(Stage.BEGUN, Stage.COMPLETE);
    if (line.http11()) {
      out.text("0\r\n\r\n");
    }
    connection.watch().disarm();
    out.flush();
  }

  /// Ends an answer that was begun as one that is not whole: what was written arrives, its end does
  /// not, and the connection closes. It closes when the client does, or after a moment: many
  /// clients drop what they have not read yet as soon as they see a broken message.
  public void cutOff() throws IOException {
    advance(Stage.BEGUN, Stage.COMPLETE);
    keepAlive = false;
    out.flush();
    var gone = new CountDownLatch(1);
    connection.watch().disarm();
    connection.watch().arm(gone::countDown);
    try {
      gone.await(CUT_OFF_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.watch().disarm();
  }

  /// Whether an answer was begun or sent.
  public boolean answered() {
    return stage != Stage.NONE;
  }

  /// Breaks the connection with a reset, so that the client cannot take what came for a whole
  /// answer.
  public void abort() {
    stage = Stage.BROKEN;
    out.clear();
    connection.reset();
  }

  /// The connection's own stream, for servers that misbehave on purpose; after this the exchange
  /// sends nothing by itself and the connection is closed when the handler returns.
  public OutputStream raw() throws IOException {
    stage = Stage.RAW;
    return connection.raw();
  }

  /// The connection is not used again.
  public void close() {
    keepAlive = false;
  }

  /// Whether the exchange went as it should and another one may follow.
  boolean complete() throws IOException {
    if (stage == Stage.NONE || stage == Stage.BEGUN) {
      abort();
    }
    return stage == Stage.COMPLETE && keepAlive;
  }

  /// A body that nobody asked for stands before the next request: a short one is passed over.
  private void reusable() throws IOException {
    keepAlive &= !connection.server().draining();
    if (!keepAlive || body != null || incoming.ended()) {
      return;
    }
    long known = incoming.known();
    keepAlive = headers.first("expect") == null && known >= 0 && known <= DRAINED && passOver();
  }

  private boolean passOver() throws IOException {
    try {
      body();
      return true;
    } catch (HttpRefusal e) {
      return false;
    }
  }

  /// Whether a part of the request is still to come.
  boolean unread() throws IOException {
    return body == null && !incoming.ended();
  }

  private void head(int status, @Nullable String contentType) throws IOException {
    out.text("HTTP/1.1 ").number(status, 10).text(" ").text(Reasons.of(status)).text("\r\n");
    out.field("date", connection.server().date());
    if (contentType != null) {
      out.field("content-type", contentType);
    }
    for (Header field : fields) {
      out.field(field.name(), field.value());
    }
    if (!keepAlive) {
      out.text("connection: close\r\n");
    } else if (!line.http11()) {
      out.text("connection: keep-alive\r\n");
    }
  }

  private void advance(Stage from, Stage to) {
    if (stage != from) {
      throw new IllegalStateException("the answer is " + stage + ", not " + from);
    }
    stage = to;
  }
}
