package io.millrace.provider.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams that fail before and after their first content, over real sockets.
final class RouterStreamsTest {
  private final Bench bench = new Bench();

  /// Whatever happened, nothing stays under way.
  @AfterEach
  void everyAttemptHasEnded() {
    assertThat(bench.ended).hasSameSizeAs(bench.started);
    assertThat(bench.router().states()).allMatch(state -> state.inFlight() == 0);
    bench.close();
  }

  private static String rest(Delivery.Source source) {
    var text = new StringBuilder();
    boolean last = false;
    while (!last) {
      var step = source.next();
      text.append(new String(step.bytes(), StandardCharsets.UTF_8));
      last = step.last();
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ": comment\n\n",
        "data: role\n\n",
        "data: role\n\ndata: bad\n\n",
      })
  void aStreamCutBeforeContentIsTriedAgainUnseen(String before) throws IOException {
    try (var server =
        WireServer.of((exchange, request) -> {
          exchange.send(Bench.STREAM_HEAD);
          exchange.send(
              request == 1 ? before : "data: role\n\ndata: one\n\ndata: two\n\ndata: [DONE]\n\n");
          exchange.close();
        })) {
      Delivery delivery = bench.endpoint("a", server.uri()).stream();
      assertThat(delivery).isInstanceOf(Delivery.Streamed.class);
      try (var source = ((Delivery.Streamed) delivery).source()) {
        assertThat(rest(source))
            .isEqualTo("data: role\n\ndata: one\n\ndata: two\n\ndata: [DONE]\n\n");
      }
      assertThat(bench.ended).containsExactly("1 FAILED 200", "2 ANSWERED 200");
    }
  }

  @Test
  void commentsDoNotPutOffTheFirstToken() throws IOException {
    try (var server =
        WireServer.of((exchange, _) -> {
          exchange.send(Bench.STREAM_HEAD);
          for (int i = 0; i < 100; i++) {
            exchange.send(i % 2 == 0 ? ": still there\n\n" : ": and");
            exchange.pause(20);
          }
        })) {
      bench.with(
          new Resilience(
              0, Duration.ofMillis(5), Duration.ofMillis(100), 1, 5, Duration.ofSeconds(10)));
      long start = System.nanoTime();
      assertThat(bench.endpoint("a", server.uri()).stream()).isInstanceOf(Delivery.Failed.class);
      assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "stall", "bad", "reset", "half"})
  void aStreamThatBreaksAfterContentSaysSoAndIsNotRepeated(String fault) throws IOException {
    try (var server =
        WireServer.of((exchange, _) -> {
          exchange.send(Bench.STREAM_HEAD + "data: one\n\n");
          switch (fault) {
            case "stall" -> exchange.stall();
            case "bad" -> exchange.send("data: bad\n\n");
            case "half" -> exchange.send("data: ba");
            case "reset" -> {
              exchange.pause(50);
              exchange.reset();
            }
            default -> {}
          }
          exchange.close();
        })) {
      Delivery delivery = bench.endpoint("a", server.uri()).stream();
      try (var source = ((Delivery.Streamed) delivery).source()) {
        assertThat(new String(source.next().bytes(), StandardCharsets.UTF_8))
            .isEqualTo("data: one\n\n");
        assertThatThrownBy(() -> rest(source)).isInstanceOf(Delivery.StreamBrokenException.class);
      }
      assertThat(server.requests()).isEqualTo(1);
      assertThat(bench.ended).containsExactly("1 FAILED 200");
    }
  }

  @Test
  void aLookAheadKeepsEventsApart() throws IOException {
    try (var server =
        WireServer.of((exchange, _) -> {
          exchange.send(
              Bench.STREAM_HEAD
                  + "data: one\n\ndata: two\n\ndata: three\n\ndata: [DONE]\n\ndata: [DONE]\n\n");
          exchange.close();
        })) {
      Delivery delivery = bench.endpoint("a", server.uri()).stream();
      var steps = new ArrayList<String>();
      try (var source = ((Delivery.Streamed) delivery).source()) {
        boolean last = false;
        while (!last) {
          source.ready();
          source.ready();
          var step = source.next();
          steps.add(new String(step.bytes(), StandardCharsets.UTF_8));
          last = step.last();
        }
      }
      assertThat(steps)
          .containsExactly("data: one\n\n", "data: two\n\n", "data: three\n\n", "data: [DONE]\n\n");
    }
  }

  @Test
  void aSourceThatIsClosedEarlyCancelsTheUpstream() throws Exception {
    try (var server =
        WireServer.of((exchange, _) -> {
          exchange.send(Bench.STREAM_HEAD + "data: one\n\n");
          exchange.stall();
        })) {
      Delivery delivery = bench.endpoint("a", server.uri()).stream();
      ((Delivery.Streamed) delivery).source().close();
      assertThat(bench.ended).containsExactly("1 CANCELLED 200");
      long until = System.nanoTime() + 1_000_000_000L;
      while (server.connections() > 0 && System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void anAnswerOfAnotherTypeIsNoStream() throws IOException {
    try (var server = WireServer.saying(Bench.ANSWER)) {
      assertThat(bench.endpoint("a", server.uri()).stream()).isInstanceOf(Delivery.Failed.class);
      assertThat(bench.ended).containsExactly("1 FAILED 200", "2 FAILED 200", "3 FAILED 200");
    }
  }

  @Test
  void anEventWithoutEndIsGivenUp() throws IOException {
    String much = "x".repeat(1 << 20);
    try (var server =
        WireServer.of((exchange, _) -> {
          exchange.send(Bench.STREAM_HEAD + "data: one\n\ndata: ");
          for (int i = 0; i < 20; i++) {
            exchange.send(much);
          }
          exchange.stall();
        })) {
      Delivery delivery = bench.endpoint("a", server.uri()).stream();
      try (var source = ((Delivery.Streamed) delivery).source()) {
        assertThatThrownBy(() -> rest(source))
            .isInstanceOf(Delivery.StreamBrokenException.class)
            .hasMessageContaining("does not end");
      }
    }
  }
}
