package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpClientTest {
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final byte[] NONE = {};

  private HttpServer server = start(exchange -> answer(exchange, "hello"));
  private HttpClient client = HttpClient.of(ClientSettings.of(uri(server), null, 2));

  private static HttpServer start(HttpHandler handler) {
    try {
      return HttpServer.start(
          ServerSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), handler);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    exchange.body();
    exchange.respond(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  private static URI uri(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  private void serve(HttpHandler handler) {
    stop();
    server = start(handler);
    client = HttpClient.of(ClientSettings.of(uri(server), null, 2));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private ClientResponse send(Duration head) throws HttpFailure {
    return client.newCall().send("POST", "/x", List.of(), new byte[] {1}, LONG, head);
  }

  private String get() throws HttpFailure {
    try (ClientResponse response = send(LONG)) {
      return new String(response.readAll(1000, LONG), StandardCharsets.UTF_8);
    }
  }

  private static HttpFailure.Kind failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(HttpFailure.class, call).kind();
  }

  @Test
  void asksNoAddressWhereCloudsHandOutCredentials() {
    for (String host :
        List.of("169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "100.100.100.200")) {
      client.close();
      client = HttpClient.of(ClientSettings.of(URI.create("http://" + host), null, 2));
      assertThatThrownBy(() -> send(LONG)).as(host).hasMessageContaining("link-local");
    }
  }

  @Test
  void usesAConnectionAgain() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(get()).isEqualTo("hello");
    }
    assertThat(client.connections()).isEqualTo(1);
  }

  @Test
  void anAbandonedAnswerCostsItsConnection() throws Exception {
    serve(exchange -> {
      exchange.begin(200, "text/plain");
      exchange.write(new byte[100], 0, 100);
      exchange.flush();
      var gone = new CompletableFuture<Void>();
      exchange.whenGone(() -> gone.complete(null));
      gone.join();
    });
    ClientResponse response = send(LONG);
    assertThat(response.read(new byte[200], 0, 200, LONG)).isEqualTo(100);
    response.close();
    assertThat(client.connections()).isZero();
  }

  @Test
  void noticesThatAnIdleConnectionWasClosed() throws Exception {
    stop();
    var settings =
        new ServerSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null,
            1000,
            1000,
            LONG,
            LONG,
            SHORT,
            LONG,
            10);
    server = HttpServer.start(settings, exchange -> answer(exchange, "hello"));
    client = HttpClient.of(ClientSettings.of(uri(server), null, 2));
    assertThat(get()).isEqualTo("hello");
    Thread.sleep(600);
    assertThat(get()).isEqualTo("hello");
  }

  @Test
  void tellsWhyThereIsNoConnection() throws Exception {
    server.close();
    assertThat(failure(() -> send(LONG))).isEqualTo(HttpFailure.Kind.REFUSED);
    try (HttpClient lost =
        HttpClient.of(ClientSettings.of(URI.create("http://nowhere.invalid"), null, 1))) {
      assertThat(failure(() -> lost.newCall().send("GET", "/", List.of(), NONE, LONG, LONG)))
          .isEqualTo(HttpFailure.Kind.UNKNOWN_HOST);
    }
  }

  @Test
  void aConnectionThatDoesNotComeInTimeIsGivenUp() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var fillers = new java.util.ArrayList<java.nio.channels.SocketChannel>();
      for (int i = 0; i < 4; i++) {
        var filler = java.nio.channels.SocketChannel.open();
        filler.configureBlocking(false);
        filler.connect(full.getLocalSocketAddress());
        fillers.add(filler);
      }
      URI uri = URI.create("http://127.0.0.1:" + full.getLocalPort());
      try (HttpClient slow = HttpClient.of(ClientSettings.of(uri, null, 1))) {
        assertThat(failure(() -> slow.newCall().send("GET", "/", List.of(), NONE, SHORT, LONG)))
            .isEqualTo(HttpFailure.Kind.CONNECT_TIMEOUT);
      }
      for (var filler : fillers) {
        filler.close();
      }
    }
  }

  @Test
  void waitsForAHeadAndABodyOnlySoLong() throws Exception {
    serve(exchange -> {
      var gone = new CompletableFuture<Void>();
      exchange.body();
      exchange.whenGone(() -> gone.complete(null));
      gone.join();
    });
    long start = System.nanoTime();
    assertThat(failure(() -> send(SHORT))).isEqualTo(HttpFailure.Kind.TIMEOUT);
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void tellsACutAnswerFromAWholeOne() throws Exception {
    serve(exchange -> {
      exchange.body();
      exchange
          .raw()
          .write(
              "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab".getBytes(StandardCharsets.US_ASCII));
    });
    assertThat(failure(this::get)).isEqualTo(HttpFailure.Kind.TRUNCATED);
    serve(exchange -> exchange.abort());
    assertThat(failure(this::get)).isEqualTo(HttpFailure.Kind.RESET);
    serve(
        exchange -> exchange.raw().write("SMTP ready\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    assertThat(failure(this::get)).isEqualTo(HttpFailure.Kind.MALFORMED);
  }

  @Test
  void readsAnAnswerThatEndsWithItsConnection() throws Exception {
    serve(exchange -> {
      exchange.body();
      exchange.raw().write("HTTP/1.1 200 OK\r\n\r\nabc".getBytes(StandardCharsets.US_ASCII));
    });
    assertThat(get()).isEqualTo("abc");
  }

  @Test
  void refusesAnAnswerThatIsTooLong() throws Exception {
    serve(exchange -> exchange.respond(200, null, new byte[2000]));
    assertThat(failure(this::get)).isEqualTo(HttpFailure.Kind.TOO_LARGE);
  }

  @Test
  void aCancelledCallEndsAtOnceWhereverItIs() throws Exception {
    serve(exchange -> {
      exchange.body();
      var gone = new CompletableFuture<Void>();
      exchange.whenGone(() -> gone.complete(null));
      gone.join();
    });
    ClientCall call = client.newCall();
    var ended = new CompletableFuture<HttpFailure.Kind>();
    Thread.ofVirtual()
        .start(() ->
            ended.complete(failure(() -> call.send("POST", "/", List.of(), NONE, LONG, LONG))));
    Thread.sleep(100);
    long start = System.nanoTime();
    call.cancel();
    assertThat(ended.get(2, TimeUnit.SECONDS)).isEqualTo(HttpFailure.Kind.CANCELLED);
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(300));
    assertThat(client.connections()).isZero();
  }

  @Test
  void moreCallsThanConnectionsWaitForTheirTurn() throws Exception {
    ClientResponse first = send(LONG);
    ClientResponse second = send(LONG);
    ClientCall third = client.newCall();
    assertThat(failure(() -> third.send("GET", "/", List.of(), NONE, SHORT, LONG)))
        .isEqualTo(HttpFailure.Kind.POOL_EXHAUSTED);
    first.readAll(100, LONG);
    first.close();
    second.close();
    assertThat(get()).isEqualTo("hello");
  }
}
