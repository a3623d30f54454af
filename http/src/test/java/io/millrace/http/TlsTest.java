package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Server and client over TLS, with certificates made for the test.
@SuppressWarnings("NullAway.Init") // each test begins with its own
final class TlsTest {
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final byte[] NONE = {};

  @TempDir static Path folder;

  private static MadeCertificate ours;
  private static MadeCertificate others;

  private final AtomicInteger handled = new AtomicInteger();
  private HttpServer server;
  private HttpClient client;

  @BeforeAll
  static void makeCertificates() throws Exception {
    ours = MadeCertificate.of(folder, "ours", "ip:127.0.0.1,dns:localhost");
    others = MadeCertificate.of(folder, "others", "dns:elsewhere.example");
  }

  /// A server that shows a certificate, and a client that trusts one.
  ///
  /// @param patience for a handshake and a head, and for a write that is stuck
  private void serve(
      MadeCertificate shown, MadeCertificate trusted, Duration patience, HttpHandler handler)
      throws IOException {
    var settings =
        new ServerSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TlsFiles.server(shown.certificate(), shown.privateKey()),
            64 << 10,
            1 << 20,
            patience,
            LONG,
            LONG,
            patience,
            100);
    server =
        HttpServer.start(
            settings,
            exchange -> {
              handled.incrementAndGet();
              handler.handle(exchange);
            });
    client = client("127.0.0.1", trusted);
  }

  private void serve(HttpHandler handler) throws IOException {
    serve(ours, ours, LONG, handler);
  }

  private HttpClient client(String host, MadeCertificate trusted) throws IOException {
    URI uri = URI.create("https://" + host + ":" + server.port());
    return HttpClient.of(ClientSettings.of(uri, TlsFiles.client(trusted.certificate()), 2));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static void echo(HttpExchange exchange) throws IOException {
    exchange.respond(200, "text/plain", exchange.body());
  }

  /// Answers when its client is gone, and tells of it.
  private static HttpHandler waitingFor(CountDownLatch gone) {
    return exchange -> {
      exchange.body();
      var away = new CompletableFuture<Void>();
      exchange.whenGone(() -> away.complete(null));
      away.join();
      gone.countDown();
    };
  }

  private String post(String body) throws HttpFailure {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (ClientResponse response =
        client.newCall().send("POST", "/x", List.of(), bytes, LONG, LONG)) {
      return new String(response.readAll(1 << 20, LONG), StandardCharsets.UTF_8);
    }
  }

  private static HttpFailure.Kind failure(HttpClient client) {
    return catchThrowableOfType(
            HttpFailure.class, () -> client.newCall().send("GET", "/", List.of(), NONE, LONG, LONG))
        .kind();
  }

  @Test
  void aClientThatTrustsTheCertificateIsAnswered() throws Exception {
    serve(TlsTest::echo);
    String large = "many records long ".repeat(20_000);
    assertThat(post("hello")).isEqualTo("hello");
    assertThat(post(large)).isEqualTo(large);
  }

  @Test
  void anotherCertificateIsShownToConnectionsThatComeAfterIt() throws Exception {
    serve(ours, ours, LONG, TlsTest::echo);
    assertThat(post("before")).isEqualTo("before");
    MadeCertificate renewed = MadeCertificate.of(folder, "renewed", "ip:127.0.0.1");
    ServerSettings before = server.settings();
    server.reload(
        new ServerSettings(
            before.address(),
            TlsFiles.server(renewed.certificate(), renewed.privateKey()),
            before.headBytes(),
            4,
            before.headTime(),
            before.bodyTime(),
            before.idle(),
            before.writeTime(),
            before.connections()));
    assertThat(failure(client("127.0.0.1", ours))).isEqualTo(HttpFailure.Kind.TLS);
    client.close();
    client = client("127.0.0.1", renewed);
    assertThat(post("then")).isEqualTo("then");
    try (ClientResponse response =
        client.newCall().send("POST", "/x", List.of(), new byte[5], LONG, LONG)) {
      assertThat(response.status()).isEqualTo(413);
    }
  }

  @Test
  void theNameOfTheHostIsFineAsWell() throws Exception {
    serve(TlsTest::echo);
    client.close();
    client = client("localhost", ours);
    assertThat(post("hello")).isEqualTo("hello");
  }

  @Test
  void aStreamComesPieceByPiece() throws Exception {
    var next = new CompletableFuture<Void>();
    serve(exchange -> {
      exchange.begin(200, "text/event-stream");
      exchange.write("one".getBytes(StandardCharsets.UTF_8), 0, 3);
      exchange.flush();
      next.join();
      exchange.write("two".getBytes(StandardCharsets.UTF_8), 0, 3);
      exchange.finish();
    });
    try (ClientResponse response = client.newCall().send("GET", "/", List.of(), NONE, LONG, LONG)) {
      byte[] bytes = new byte[100];
      assertThat(response.read(bytes, 0, 100, LONG)).isEqualTo(3);
      next.complete(null);
      assertThat(new String(response.readAll(100, LONG), StandardCharsets.UTF_8)).isEqualTo("two");
    }
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    serve(TlsTest::echo);
    for (int i = 0; i < 10; i++) {
      assertThat(post("call " + i)).isEqualTo("call " + i);
    }
    assertThat(client.connections()).isEqualTo(1);
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void aConnectionThatWasWatchedIsUsedAgain() throws Exception {
    serve(exchange -> {
      byte[] body = exchange.body();
      exchange.whenGone(() -> {});
      // long enough that the second thread has begun to read
      pause(Duration.ofMillis(60));
      exchange.respond(200, "text/plain", body);
    });
    for (int i = 0; i < 5; i++) {
      assertThat(post("call " + i)).isEqualTo("call " + i);
    }
    assertThat(server.connections()).isEqualTo(1);
  }

  private static void pause(Duration time) {
    new CompletableFuture<Void>()
        .completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  @Test
  void aClientThatDoesNotTrustTheCertificateSendsNoRequest() throws Exception {
    serve(ours, others, LONG, TlsTest::echo);
    assertThat(failure(client)).isEqualTo(HttpFailure.Kind.TLS);
    assertThat(client.connections()).isZero();
    try (HttpClient platform =
        HttpClient.of(
            ClientSettings.of(URI.create("https://127.0.0.1:" + server.port()), null, 1))) {
      assertThat(failure(platform)).as("the platform's trust").isEqualTo(HttpFailure.Kind.TLS);
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void aTrustedCertificateOfAnotherHostIsRefused() throws Exception {
    serve(others, others, LONG, TlsTest::echo);
    assertThat(failure(client)).isEqualTo(HttpFailure.Kind.TLS);
    assertThat(handled).hasValue(0);
  }

  @Test
  void aServerThatSpeaksNoTlsIsNotSpokenTo() throws Exception {
    serve(TlsTest::echo);
    try (HttpServer plain =
            HttpServer.start(
                ServerSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                exchange -> {
                  handled.incrementAndGet();
                  echo(exchange);
                });
        HttpClient secure =
            HttpClient.of(
                ClientSettings.of(
                    URI.create("https://127.0.0.1:" + plain.port()),
                    TlsFiles.client(ours.certificate()),
                    1))) {
      assertThat(failure(secure)).isEqualTo(HttpFailure.Kind.TLS);
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void aCancelledCallEndsAtOnceAndTheServerSeesIt() throws Exception {
    var gone = new CountDownLatch(1);
    serve(waitingFor(gone));
    ClientCall call = client.newCall();
    var ended = new CompletableFuture<HttpFailure.Kind>();
    Thread.ofVirtual()
        .start(() ->
            ended.complete(
                catchThrowableOfType(
                        HttpFailure.class,
                        () -> call.send("POST", "/", List.of(), NONE, LONG, LONG))
                    .kind()));
    await(() -> handled.get() == 1);
    call.cancel();
    assertThat(ended.get(2, TimeUnit.SECONDS)).isEqualTo(HttpFailure.Kind.CANCELLED);
    assertThat(gone.await(2, TimeUnit.SECONDS)).isTrue();
    assertThat(client.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void seesAtOnceThatAClientGoesAway(String version) throws Exception {
    var gone = new CountDownLatch(3);
    serve(waitingFor(gone));
    try (Secured polite = new Secured(server.port(), version);
        Secured silent = new Secured(server.port(), version);
        Secured rude = new Secured(server.port(), version)) {
      polite.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      silent.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      rude.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      await(() -> handled.get() == 3);
      polite.tls.shutdownOutput();
      polite.plain.close();
      silent.plain.close();
      rude.plain.setSoLinger(true, 0);
      rude.plain.close();
      assertThat(gone.await(2, TimeUnit.SECONDS)).isTrue();
    }
    await(() -> server.connections() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void theConnectionEndsWithTheLastAnswer(String version) throws Exception {
    serve(TlsTest::echo);
    try (Secured client = new Secured(server.port(), version)) {
      client.send("POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 2\r\n\r\nab");
      assertThat(client.rest()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nab");
      await(() -> server.connections() == 0);
      assertThat(client.plain.getInputStream().read()).as("the end of TCP").isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void theConnectionEndsWithASlowLastAnswer(String version) throws Exception {
    serve(exchange -> {
      exchange.whenGone(() -> {});
      pause(Duration.ofMillis(60));
      echo(exchange);
    });
    try (Secured client = new Secured(server.port(), version)) {
      client.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 200 OK\r\n");
      await(() -> server.connections() == 0);
      assertThat(client.plain.getInputStream().read()).as("the end of TCP").isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aBrokenRequestIsRefusedAndItsConnectionEnds(String version) throws Exception {
    serve(TlsTest::echo);
    try (Secured client = new Secured(server.port(), version)) {
      client.send("get / HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 400 ").contains("connection: close");
      await(() -> server.connections() == 0);
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void whoSpeaksNoTlsIsTurnedAwayAndWhoIsSilentIsNotAwaited() throws Exception {
    serve(ours, ours, SHORT, TlsTest::echo);
    try (Raw plain = new Raw(server.port());
        Raw silent = new Raw(server.port())) {
      assertThat(plain.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").rest()).doesNotContain("HTTP/1.1");
      assertThat(silent.rest()).isEmpty();
    }
    await(() -> server.connections() == 0);
    assertThat(handled).hasValue(0);
  }

  @Test
  void aWriteThatIsStuckIsBrokenOff() throws Exception {
    var broken = new CompletableFuture<IOException>();
    serve(
        ours,
        ours,
        SHORT,
        exchange -> {
          try {
            exchange.begin(200, "text/plain");
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
              exchange.write(block, 0, block.length);
              exchange.flush();
            }
          } catch (IOException e) {
            broken.complete(e);
          }
        });
    try (Secured client = new Secured(server.port(), "TLSv1.3")) {
      client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(broken.get(3, TimeUnit.SECONDS)).isNotNull();
      await(() -> server.connections() == 0);
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("nanoseconds too late").isNegative();
      pause(Duration.ofMillis(5));
    }
  }

  /// A client that says what it likes, and can end TLS and TCP apart from one another.
  private static final class Secured implements AutoCloseable {
    final Socket plain;
    final SSLSocket tls;

    Secured(int port, String version) throws IOException {
      SSLContext context = TlsFiles.client(ours.certificate());
      plain = new Socket(InetAddress.getLoopbackAddress(), port);
      plain.setSoTimeout(3000);
      tls = (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", port, false);
      tls.setEnabledProtocols(new String[] {version});
      tls.startHandshake();
    }

    void send(String text) throws IOException {
      tls.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// What comes until the server ends TLS.
    String rest() throws IOException {
      return new String(tls.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      plain.close();
    }
  }
}
