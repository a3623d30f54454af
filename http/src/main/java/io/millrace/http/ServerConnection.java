package io.millrace.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One client's connection: reads requests one after another and has them answered. Belongs to one
/// virtual thread; [#cut], [#deadline] and [#expired] may come from others.
final class ServerConnection implements DeadlineWatch.Watched, AutoCloseable {
  private static final int LINGER_BYTES = 256 << 10;
  private static final Duration LINGER_TIME = Duration.ofSeconds(1);

  /// What the connection waits for.
  private enum Phase {
    IDLE,
    HEAD,
    BODY,
    WORK,
    LINGER
  }

  private final HttpServer server;
  private final ServerSettings settings;
  private final Socket plain;
  private final InetAddress remote;
  private Socket socket;
  private @Nullable WireOutput out;
  private volatile @Nullable GoneWatch gone;
  private volatile Phase phase = Phase.HEAD;
  private volatile long readDeadline;
  private volatile long writeDeadline = DeadlineWatch.NONE;
  private volatile boolean late;

  ServerConnection(HttpServer server, Socket client) {
    this.server = server;
    this.settings = server.settings();
    this.plain = client;
    this.socket = client;
    this.remote = client.getInetAddress();
    this.readDeadline = DeadlineWatch.in(settings.headTime());
    server.watch().add(this);
  }

  void serve() throws IOException {
    plain.setTcpNoDelay(true);
    if (settings.tls() != null) {
      handshake(settings.tls());
    }
    InputStream input = socket.getInputStream();
    var wire = new WireInput(input);
    out = new WireOutput(new TimedOutput(socket.getOutputStream()));
    var watch = new GoneWatch(wire);
    gone = watch;
    while (awaitRequest(wire, watch) && serveOne(wire)) {
      wire.shrink();
    }
  }

  private void handshake(javax.net.ssl.SSLContext tls) throws IOException {
    var secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, false);
    secured.setUseClientMode(false);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    secured.setSSLParameters(parameters);
    socket = secured;
    secured.startHandshake();
  }

  private boolean awaitRequest(WireInput wire, GoneWatch watch) throws IOException {
    if (wire.available() > 0 && !watch.watching()) {
      enter(Phase.HEAD, settings.headTime());
      return true;
    }
    enter(Phase.IDLE, settings.idle());
    if (server.draining()) {
      return false;
    }
    boolean more = watch.reclaim() && (wire.available() > 0 || wire.fill());
    enter(Phase.HEAD, settings.headTime());
    return more;
  }

  private void enter(Phase next, @Nullable Duration within) {
    readDeadline = within == null ? DeadlineWatch.NONE : DeadlineWatch.in(within);
    phase = next;
  }

  /// @return whether the connection may be used again
  private boolean serveOne(WireInput wire) throws IOException {
    HttpExchange exchange;
    try {
      exchange = read(wire);
    } catch (EOFException e) {
      if (late) {
        refuse(408, "the request's head did not come in time");
      }
      return false;
    } catch (Malformed e) {
      refuse(e.status(), String.valueOf(e.getMessage()));
      return false;
    }
    enter(Phase.WORK, null);
    server.began();
    try {
      return work(exchange);
    } finally {
      server.ended();
    }
  }

  private HttpExchange read(WireInput wire) throws IOException {
    Head head = Head.read(wire, settings.headBytes());
    RequestLine line = RequestLine.parse(head.line());
    checkHost(line, head.headers());
    Body body = Body.framed(wire, head.headers(), line.http11());
    return new HttpExchange(this, line, head.headers(), body == null ? Body.none(wire) : body);
  }

  private static void checkHost(RequestLine line, Headers headers) throws Malformed {
    String host = headers.first("host");
    if (headers.count("host") > 1 || host == null && line.http11()) {
      throw new Malformed("a request has exactly one 'host' header field");
    }
    if (!line.authority().isEmpty() && !line.authority().equalsIgnoreCase(host)) {
      throw new Malformed("the target and the 'host' header field name different hosts");
    }
    String expect = headers.first("expect");
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      throw new Malformed(417, "the only expectation known here is '100-continue'");
    }
  }

  private boolean work(HttpExchange exchange) throws IOException {
    try {
      server.handler().handle(exchange);
    } catch (HttpRefusal e) {
      if (!exchange.answered()) {
        exchange.close();
        exchange.respond(e.status(), "text/plain", ascii(e.getMessage()));
      }
    } finally {
      watch().disarm();
    }
    boolean again = exchange.complete() && !server.draining();
    if (!again && exchange.unread()) {
      linger();
    }
    return again;
  }

  private void refuse(int status, String why) throws IOException {
    byte[] body = ascii(why + "\n");
    writer()
        .text("HTTP/1.1 " + status + " " + Reasons.of(status) + "\r\n")
        .field("content-type", "text/plain")
        .field("content-length", Integer.toString(body.length))
        .text("connection: close\r\n\r\n")
        .bytes(body, 0, body.length)
        .flush();
    linger();
  }

  private static byte[] ascii(@Nullable String text) {
    return String.valueOf(text).getBytes(StandardCharsets.US_ASCII);
  }

  /// Reads on for a moment: closing with input unread resets the connection, and the reset can
  /// overtake the answer.
  private void linger() throws IOException {
    enter(Phase.LINGER, LINGER_TIME);
    socket.shutdownOutput();
    byte[] rest = new byte[8 << 10];
    int count = 0;
    if (watch().watching()) {
      return;
    }
    InputStream input = socket.getInputStream();
    for (int n = input.read(rest); n >= 0 && count < LINGER_BYTES; n = input.read(rest)) {
      count += n;
    }
  }

  InetAddress remote() {
    return remote;
  }

  WireOutput writer() {
    return java.util.Objects.requireNonNull(out);
  }

  GoneWatch watch() {
    return java.util.Objects.requireNonNull(gone);
  }

  HttpServer server() {
    return server;
  }

  /// A body is read within a time.
  void readsBody(boolean begins) {
    enter(begins ? Phase.BODY : Phase.WORK, begins ? settings.bodyTime() : null);
  }

  /// Whether the time for reading ran out.
  boolean late() {
    return late;
  }

  OutputStream raw() throws IOException {
    writer().flush();
    return new TimedOutput(socket.getOutputStream());
  }

  void closeIfIdle() {
    if (phase == Phase.IDLE) {
      cut();
    }
  }

  /// Breaks the connection with a reset.
  void reset() {
    try {
      plain.setSoLinger(true, 0);
    } catch (IOException e) {
      // closed already
    }
    cut();
  }

  void cut() {
    try {
      plain.close();
    } catch (IOException e) {
      // closed already
    }
  }

  @Override
  public void tick() {
    GoneWatch watch = gone;
    if (watch != null && phase == Phase.WORK) {
      watch.tick();
    }
  }

  @Override
  public long deadline() {
    return Math.min(readDeadline, writeDeadline);
  }

  /// A late head or body can still be answered with a 408: only reading ends then.
  @Override
  public void expired() {
    late = true;
    boolean answerable = (phase == Phase.HEAD || phase == Phase.BODY) && settings.tls() == null;
    if (!answerable || writeDeadline != DeadlineWatch.NONE) {
      cut();
      return;
    }
    readDeadline = DeadlineWatch.in(LINGER_TIME);
    try {
      plain.shutdownInput();
    } catch (IOException e) {
      cut();
    }
  }

  @Override
  public void close() {
    server.watch().remove(this);
    GoneWatch watch = gone;
    if (watch != null) {
      watch.close();
    }
    try {
      socket.close();
    } catch (IOException e) {
      // what is beneath it is closed all the same
    } finally {
      cut();
    }
  }

  /// Writes that may be stuck for a stated time only.
  private final class TimedOutput extends OutputStream {
    private final OutputStream next;

    TimedOutput(OutputStream next) {
      this.next = next;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      writeDeadline = DeadlineWatch.in(settings.writeTime());
      try {
        next.write(bytes, offset, length);
      } finally {
        writeDeadline = DeadlineWatch.NONE;
      }
    }

    @Override
    public void flush() throws IOException {
      next.flush();
    }
  }
}
