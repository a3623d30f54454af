package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpServerTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String GET = "GET /hello?x=1 HTTP/1.1\r\nhost: a\r\n\r\n";

  private HttpServer server = start(HttpServerTest::echo, ServerSettings.at(ANY));

  private HttpServer start(HttpHandler handler, ServerSettings settings) {
    try {
      return HttpServer.start(settings, handler);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void restart(HttpHandler handler, ServerSettings settings) {
    server.close();
    server = start(handler, settings);
  }

  private static void echo(HttpExchange exchange) throws IOException {
    byte[] body = exchange.body();
    String text =
        exchange.method() + " " + exchange.path() + "?" + exchange.query() + " " + body.length;
    exchange.respond(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersOneRequestAfterAnother() throws Exception {
    try (Raw raw = new Raw(server.port())) {
      assertThat(raw.send(GET).until("x=1 0")).startsWith("HTTP/1.1 200 OK\r\n");
      raw.send("POST /b HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc");
      assertThat(raw.until("/b? 3")).contains("content-length: 10");
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    try (Raw raw = new Raw(server.port())) {
      raw.send(
          GET
              + "POST /2 HTTP/1.1\r\n"
              + "host: a\r\n"
              + "content-length: 1\r\n\r\n"
              + "zGET /3 HTTP/1.1\r\n"
              + "host:a\r\n\r\n");
      assertThat(raw.until("/3? 0")).containsSubsequence("/hello", "/2? 1", "/3?");
    }
  }

  @Test
  void takesNoMemoryForAChunkedBodyWhereThereIsNone() throws Exception {
    var asked = new AtomicLong();
    restart(
        exchange -> {
          exchange.body(more -> asked.addAndGet(more) <= 20_000);
          exchange.respond(200, "text/plain", new byte[0]);
        },
        server.settings());
    String head = "POST /c HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    try (Raw raw = new Raw(server.port())) {
      String sent = head + "1\r\na\r\n0\r\n\r\n";
      assertThat(raw.send(sent).until("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }
    try (Raw raw = new Raw(server.port())) {
      String sent = head + "8000\r\n" + "a".repeat(0x8000) + "\r\n0\r\n\r\n";
      assertThat(raw.send(sent).until("\r\n\r\n")).startsWith("HTTP/1.1 429 ");
    }
  }

  @Test
  void readsChunkedBodies() throws Exception {
    try (Raw raw = new Raw(server.port())) {
      raw.send("POST /c HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
      raw.send("3\r\nabc\r\n").send("2;x=y\r\nde\r").send("\n0\r\nt: v\r\n\r\n").send(GET);
      assertThat(raw.until("x=1 0")).contains("/c? 5");
    }
  }

  @Test
  void endsAnAnswerThatIsCutOffWithoutItsLastChunk() throws Exception {
    restart(
        exchange -> {
          exchange.begin(200, "text/plain");
          exchange.write(new byte[] {'a', 'b'}, 0, 2);
          exchange.cutOff();
        },
        ServerSettings.at(ANY));
    try (Raw raw = new Raw(server.port())) {
      assertThat(raw.send(GET).rest()).endsWith("\r\n\r\n2\r\nab\r\n");
    }
  }

  @Test
  void asksForABodyThatTheClientHoldsBack() throws Exception {
    try (Raw raw = new Raw(server.port())) {
      raw.send("POST /e HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
      raw.until("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(raw.send("ab").until("/e? 2")).contains("200 OK");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1, 1\r\n\r\na",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: +1\r\n\r\na",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0x1\r\n\r\na",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length : 1\r\n\r\na",
        "POST / HTTP/1.1\r\n"
            + "host: a\r\n"
            + "transfer-encoding: chunked\r\n"
            + "transfer-encoding: chunked\r\n\r\n",
        "POST / HTTP/1.0\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\n folded: 1\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\nx: y\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\rx: y\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\u0000b\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET  / HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nhost: a\r\n\r\n",
        "get / HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET http://b/ HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET a HTTP/1.1\r\nhost: a\r\n\r\n",
        "\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3 \r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n10000000000000000\r\n",
      })
  void refusesWhatTwoReadersCouldReadDifferently(String request) throws Exception {
    try (Raw raw = new Raw(server.port())) {
      String answer = raw.send(request).send("GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n").rest();
      assertThat(answer).startsWith("HTTP/1.1 400 ").contains("connection: close");
      assertThat(answer).doesNotContain("smuggled").containsOnlyOnce("HTTP/1.1");
    }
  }

  @Test
  void saysWhatElseItDoesNotSpeak() throws Exception {
    assertThat(once("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n\r\n"))
        .startsWith("HTTP/1.1 501 ");
    assertThat(once("GET / HTTP/2.0\r\nhost: a\r\n\r\n")).startsWith("HTTP/1.1 505 ");
    assertThat(once("GET / HTTP/1.1\r\nhost: a\r\nexpect: cake\r\n\r\n"))
        .startsWith("HTTP/1.1 417 ");
    assertThat(once("GET / HTTP/1.1\r\nhost: a\r\nx: " + "y".repeat(70_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  private String once(String request) throws IOException {
    try (Raw raw = new Raw(server.port())) {
      return raw.send(request).rest();
    }
  }

  @Test
  void refusesABodyThatIsTooLargeBeforeReadingIt() throws Exception {
    assertThat(once("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999\r\n\r\nabc"))
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void tellsALateClientThatItsTimeIsUp() throws Exception {
    var settings =
        new ServerSettings(
            ANY,
            null,
            1000,
            1000,
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            100);
    restart(HttpServerTest::echo, settings);
    assertThat(once("GET / HT")).startsWith("HTTP/1.1 408 ");
    assertThat(once("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nab"))
        .startsWith("HTTP/1.1 408 ");
    assertThat(once(GET)).as("an idle connection is closed").endsWith("x=1 0");
  }

  @Test
  void aWriteThatIsStuckIsBrokenOff() throws Exception {
    var broken = new CompletableFuture<IOException>();
    var settings =
        new ServerSettings(
            ANY,
            null,
            1000,
            1000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(300),
            100);
    restart(
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
        },
        settings);
    try (Raw raw = new Raw(server.port())) {
      raw.send(GET);
      assertThat(broken.get(5, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void seesAtOnceThatAClientGoesAway() throws Exception {
    var gone = new CountDownLatch(2);
    restart(
        exchange -> {
          var away = new CompletableFuture<Void>();
          exchange.whenGone(() -> away.complete(null));
          away.join();
          gone.countDown();
        },
        ServerSettings.at(ANY));
    new Raw(server.port()).send(GET).close();
    new Raw(server.port()).send(GET).reset();
    assertThat(gone.await(2, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aWatchedConnectionServesOn() throws Exception {
    restart(
        exchange -> {
          exchange.body();
          exchange.whenGone(() -> {});
          echo(exchange);
        },
        ServerSettings.at(ANY));
    try (Raw raw = new Raw(server.port())) {
      for (int i = 0; i < 50; i++) {
        raw.send("POST /" + i + " HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx");
        raw.until("/" + i + "? 1");
      }
    }
  }

  @Test
  void streamsInChunksAndEndsOrBreaksVisibly() throws Exception {
    restart(
        exchange -> {
          exchange.begin(200, "text/event-stream");
          exchange.write("data: 1\n\n".getBytes(StandardCharsets.UTF_8), 0, 9);
          exchange.flush();
          if (exchange.path().equals("/whole")) {
            exchange.finish();
          }
        },
        ServerSettings.at(ANY));
    try (Raw raw = new Raw(server.port())) {
      raw.send("GET /whole HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(raw.until("0\r\n\r\n")).contains("\r\n\r\n9\r\ndata: 1\n\n\r\n0\r\n\r\n");
      raw.send(GET);
      raw.until("data: 1\n\n\r\n");
      org.assertj.core.api.Assertions.assertThatIOException().isThrownBy(raw::rest);
    }
  }

  @Test
  void drainingLetsRequestsUnderWayEnd() throws Exception {
    var begun = new CountDownLatch(1);
    var release = new CompletableFuture<Void>();
    restart(
        exchange -> {
          begun.countDown();
          release.join();
          echo(exchange);
        },
        ServerSettings.at(ANY));
    try (Raw _ = new Raw(server.port());
        Raw raw = new Raw(server.port())) {
      raw.send(GET);
      begun.await();
      Thread.ofVirtual().start(() -> release.completeOnTimeout(null, 100, TimeUnit.MILLISECONDS));
      assertThat(server.drain(Duration.ofSeconds(3))).isTrue();
      assertThat(raw.rest()).contains("connection: close").endsWith("x=1 0");
    }
  }

  @Test
  void turnsAwayWhatIsTooMuch() throws Exception {
    restart(
        HttpServerTest::echo,
        new ServerSettings(
            ANY,
            null,
            1000,
            1000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1));
    try (Raw first = new Raw(server.port())) {
      first.send(GET).until("x=1 0");
      assertThat(once(GET)).startsWith("HTTP/1.1 503 ");
    }
  }
}
