package io.millrace.provider.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every way an upstream can fail, over real sockets.
final class RouterFaultsTest {
  private final Bench bench = new Bench();

  /// Whatever happened, nothing stays under way.
  @AfterEach
  void everyAttemptHasEnded() {
    assertThat(bench.ended).hasSameSizeAs(bench.started);
    assertThat(bench.router().states()).allMatch(state -> state.inFlight() == 0);
    bench.close();
  }

  private static String status(int status, String... headers) {
    var head = new StringBuilder("HTTP/1.1 " + status + " X\r\ncontent-length: 0\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head + "\r\n";
  }

  private static WireServer failingOnce(String first) {
    return WireServer.of((exchange, request) -> {
      exchange.send(request == 1 ? first : Bench.ANSWER);
      if (request == 1 && !first.contains(" X\r\n")) {
        exchange.close();
      }
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504, 529})
  void aPassingStatusIsTriedAgain(int status) throws IOException {
    try (var server = failingOnce(status(status))) {
      assertThat(bench.endpoint("a", server.uri()).whole()).isInstanceOf(Delivery.Whole.class);
      assertThat(bench.ended).containsExactly("1 FAILED " + status, "2 ANSWERED 200");
      assertThat(bench.started).containsExactly("1 FIRST", "2 RETRY");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 422})
  void aFaultOfTheRequestIsToldAtOnce(int status) throws IOException {
    try (var server = WireServer.saying(status(status))) {
      Delivery delivery =
          bench.endpoint("a", server.uri()).endpoint("b", server.uri()).whole("a", "b");
      assertThat(delivery)
          .isInstanceOfSatisfying(
              Delivery.Failed.class,
              failed -> assertThat(failed.answer().status()).isEqualTo(status));
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void aRefusalOfOneKeyMovesOnAndIsNotRepeated(int status) throws IOException {
    try (var refusing = WireServer.saying(status(status));
        var serving = WireServer.saying(Bench.ANSWER)) {
      bench.endpoint("a", refusing.uri()).endpoint("b", serving.uri());
      assertThat(bench.whole("a", "b")).isInstanceOf(Delivery.Whole.class);
      assertThat(refusing.requests()).isEqualTo(1);
      assertThat(bench.started).containsExactly("1 FIRST", "2 FALLBACK");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"a\": ",
        "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n{\"a\": ",
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>",
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
        "rubbish\r\n\r\n"
      })
  void anAnswerThatIsNoneIsTriedAgain(String answer) throws IOException {
    try (var server = failingOnce(answer)) {
      assertThat(bench.endpoint("a", server.uri()).whole()).isInstanceOf(Delivery.Whole.class);
      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @Test
  void aResetIsTriedAgain() throws IOException {
    try (var server =
        WireServer.of((exchange, request) -> {
          if (request == 1) {
            exchange.reset();
          } else {
            exchange.send(Bench.ANSWER);
          }
        })) {
      assertThat(bench.endpoint("a", server.uri()).whole()).isInstanceOf(Delivery.Whole.class);
    }
  }

  @Test
  void whatCannotBeReachedFailsOverAndNamesNoAddress() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    bench.endpoint("a", URI.create("http://127.0.0.1:" + free));
    bench.endpoint("b", URI.create("http://nowhere.invalid"));
    Delivery delivery = bench.whole("a", "b");
    assertThat(delivery)
        .isInstanceOfSatisfying(
            Delivery.Failed.class,
            failed -> {
              assertThat(failed.answer().status()).isIn(502, 504);
              assertThat(failed.answer().error().message())
                  .doesNotContain("nowhere", "127.0.0.1", "sk-secret");
            });
    assertThat(bench.started).contains("1 FIRST", "2 RETRY", "4 FALLBACK");
  }

  @Test
  void aListenerThatAcceptsNothingTimesOut() throws IOException {
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var serving = WireServer.saying(Bench.ANSWER)) {
      var waiting = new ArrayList<Socket>();
      for (int i = 0; i < 3; i++) {
        var socket = new Socket();
        waiting.add(socket);
        try {
          socket.connect(full.getLocalSocketAddress(), 50);
        } catch (IOException e) {
          // the backlog is full
        }
      }
      bench.with(
          new Resilience(
              0, Duration.ofMillis(5), Duration.ofMillis(100), 1, 5, Duration.ofSeconds(10)));
      bench.endpoint("a", URI.create("http://127.0.0.1:" + full.getLocalPort()));
      bench.endpoint("b", serving.uri());
      assertThat(bench.whole("a", "b")).isInstanceOf(Delivery.Whole.class);
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void anEndpointWithoutTlsIsNotAskedTwice() throws IOException {
    try (var plain = WireServer.saying("no TLS");
        var serving = WireServer.saying(Bench.ANSWER)) {
      bench.endpoint("a", URI.create(plain.uri().toString().replace("http:", "https:")));
      bench.endpoint("b", serving.uri());
      assertThat(bench.whole("a", "b")).isInstanceOf(Delivery.Whole.class);
    }
  }

  @Test
  void aShortRetryAfterIsWaitedFor() throws IOException {
    try (var server = failingOnce(status(429, "retry-after-ms: 150"))) {
      long start = System.nanoTime();
      assertThat(bench.endpoint("a", server.uri()).whole()).isInstanceOf(Delivery.Whole.class);
      assertThat(System.nanoTime() - start).isGreaterThan(149_000_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "1e300", "Fri, 31 Dec 9999 23:59:59 GMT"})
  void aLongRetryAfterIsToldToTheCallerAtOnce(String wait) throws IOException {
    try (var server = WireServer.saying(status(429, "retry-after: " + wait))) {
      Delivery delivery = bench.endpoint("a", server.uri()).whole();
      assertThat(delivery)
          .isInstanceOfSatisfying(
              Delivery.Failed.class,
              failed -> {
                assertThat(failed.answer().status()).isEqualTo(429);
                assertThat(failed.retryAfterSeconds().orElseThrow()).isBetween(30L, 3600L);
              });
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @Test
  void aSlowFirstByteFallsBack() throws IOException {
    try (var slow = WireServer.of((exchange, _) -> exchange.stall());
        var serving = WireServer.saying(Bench.ANSWER)) {
      bench.with(
          new Resilience(
              0, Duration.ofMillis(5), Duration.ofMillis(100), 1, 5, Duration.ofSeconds(10)));
      bench.endpoint("a", slow.uri()).endpoint("b", serving.uri());
      assertThat(bench.whole("a", "b")).isInstanceOf(Delivery.Whole.class);
      assertThat(bench.ended).containsExactly("1 FAILED 0", "2 ANSWERED 200");
    }
  }

  @Test
  void aCallerWhoGoesCancelsTheUpstreamAtOnce() throws Exception {
    try (var server = WireServer.of((exchange, _) -> exchange.stall())) {
      bench.endpoint("a", server.uri());
      bench.router();
      Thread.ofVirtual()
          .start(() -> {
            while (server.requests() == 0) {
              Thread.onSpinWait();
            }
            bench.cancellation.cancel();
          });
      assertThat(bench.whole())
          .isInstanceOfSatisfying(
              Delivery.Failed.class, failed -> assertThat(failed.cancelled()).isTrue());
      assertThat(bench.ended).containsExactly("1 CANCELLED 0");
    }
  }

  @Test
  void aHedgeWinsAndTheLoserIsCancelled() throws IOException {
    try (var slow = WireServer.of((exchange, _) -> exchange.stall());
        var quick = WireServer.saying(Bench.ANSWER)) {
      bench.endpoint("a", slow.uri(), 1000).endpoint("a", quick.uri(), 1);
      assertThat(bench.hedging(Duration.ofMillis(30)).whole()).isInstanceOf(Delivery.Whole.class);
      assertThat(bench.started).containsExactly("1 FIRST", "2 HEDGE");
      assertThat(bench.ended).containsExactlyInAnyOrder("1 CANCELLED 0", "2 ANSWERED 200");
    }
  }

  @Test
  void openCircuitsFailFastAndSayForHowLong() throws IOException {
    try (var server = WireServer.saying(status(500))) {
      bench.with(
          new Resilience(
              0, Duration.ofMillis(1), Duration.ofMillis(100), 1, 2, Duration.ofSeconds(10)));
      bench.endpoint("a", server.uri());
      bench.whole();
      bench.whole();
      assertThat(bench.whole())
          .isInstanceOfSatisfying(
              Delivery.Failed.class,
              failed -> {
                assertThat(failed.answer().status()).isEqualTo(503);
                assertThat(failed.retryAfterSeconds().orElseThrow()).isBetween(9L, 10L);
              });
      assertThat(server.requests()).isEqualTo(2);
      assertThat(bench.router().states().getFirst().circuit())
          .isEqualTo(EndpointState.Circuit.OPEN);
    }
  }

  @Test
  void aRequestThatTheFirstHopCannotBeToldIsRefused() {
    bench.endpoint("a", URI.create("http://127.0.0.1:1"));
    assertThat(bench.whole("a:refused", "a"))
        .isInstanceOfSatisfying(
            Delivery.Failed.class, failed -> assertThat(failed.answer().status()).isEqualTo(400));
    assertThat(bench.started).isEmpty();
  }

  @Test
  void reloadingUnderLoadBreaksNoCall() throws Exception {
    try (var one = WireServer.saying(Bench.ANSWER);
        var two = WireServer.saying(Bench.ANSWER);
        var other = new Bench().endpoint("a", two.uri())) {
      bench.endpoint("a", one.uri());
      Router router = bench.router();
      Routes before = bench.routes();
      Thread reloader =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 300; i++) {
                  router.reload(i % 2 == 0 ? other.routes() : before);
                }
              });
      for (int i = 0; i < 1000; i++) {
        assertThat(bench.whole()).isInstanceOf(Delivery.Whole.class);
      }
      reloader.join();
    }
  }

  @Test
  void callsAreSharedOutByWeight() throws IOException {
    try (var light = WireServer.saying(Bench.ANSWER);
        var heavy = WireServer.saying(Bench.ANSWER)) {
      bench.endpoint("a", light.uri(), 1).endpoint("a", heavy.uri(), 3);
      for (int i = 0; i < 400; i++) {
        assertThat(bench.whole()).isInstanceOf(Delivery.Whole.class);
      }
      assertThat(light.requests()).isBetween(60, 140);
      assertThat(light.requests() + heavy.requests()).isEqualTo(400);
    }
  }

  @Test
  void aFlappingEndpointIsHiddenByItsSibling() throws IOException {
    try (var flapping =
            WireServer.of((exchange, request) ->
                exchange.send(request % 2 == 0 ? Bench.ANSWER : status(503)));
        var steady = WireServer.saying(Bench.ANSWER)) {
      bench.endpoint("a", flapping.uri()).endpoint("a", steady.uri());
      for (int i = 0; i < 60; i++) {
        assertThat(bench.whole()).isInstanceOf(Delivery.Whole.class);
      }
    }
  }

  @Test
  void aCallerWhoGoesEndsTheWaitBeforeARetry() throws IOException {
    try (var server = WireServer.saying(status(429, "retry-after-ms: 5000"))) {
      bench.with(
          new Resilience(
              2, Duration.ofMillis(5), Duration.ofSeconds(6), 1, 5, Duration.ofSeconds(10)));
      bench.endpoint("a", server.uri());
      bench.afterEnded(bench.cancellation::cancel);
      long start = System.nanoTime();
      assertThat(bench.whole())
          .isInstanceOfSatisfying(
              Delivery.Failed.class, failed -> assertThat(failed.cancelled()).isTrue());
      assertThat(System.nanoTime() - start).isLessThan(1_500_000_000L);
    }
  }

  @Test
  void retriesAreASmallShareOfManyFailingCalls() throws IOException {
    try (var server = WireServer.saying(status(503))) {
      bench.with(
          new Resilience(
              2, Duration.ofMillis(1), Duration.ofMillis(1), 0.1, 1000, Duration.ofSeconds(10)));
      bench.endpoint("a", server.uri());
      for (int i = 0; i < 15; i++) {
        bench.whole();
      }
      assertThat(bench.started.stream().filter(each -> each.endsWith("RETRY")).count())
          .isBetween(1L, 12L);
    }
  }
}
