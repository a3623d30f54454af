package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Requests that are sound, broken and anything between: the server answers or closes, in time, and
/// serves on. `-Dfuzz.seconds=600 -Dfuzz.seed=N` fuzzes for longer or again.
final class HttpFuzzTest {
  private static final List<String> SOUND =
      List.of(
          "GET /a?b=c HTTP/1.1\r\nhost: a\r\nx: y\r\n\r\n",
          "POST /v1/x HTTP/1.1\r\nhost: a\r\ncontent-length: 11\r\n\r\nhello world",
          "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\nab",
          "GET http://a/ HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
          "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
  private static final List<String> PIECES =
      List.of(
          "\r\n",
          "\n",
          "\r",
          "\0",
          " ",
          "\t",
          ":",
          ",",
          ";",
          "chunked",
          "content-length: 5\r\n",
          "transfer-encoding: chunked\r\n",
          "host: b\r\n",
          "0\r\n\r\n",
          "ffffffff\r\n",
          "-1",
          "+5",
          "HTTP/1.1",
          "GET / HTTP/1.1\r\nhost: a\r\n\r\n",
          "\u00ff",
          "x".repeat(5000));

  @Test
  void theServerSurvivesWhateverItIsSent() throws Exception {
    long seed = Long.getLong("fuzz.seed", 7);
    long seconds = Long.getLong("fuzz.seconds", 3);
    var handled = new AtomicInteger();
    var brief = Duration.ofMillis(60);
    var settings =
        new ServerSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null,
            4096,
            10_000,
            brief,
            brief,
            brief,
            Duration.ofSeconds(1),
            1000);
    var random = new Random(seed);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int rounds = 0;
    try (HttpServer server =
        HttpServer.start(
            settings,
            exchange -> {
              handled.incrementAndGet();
              exchange.body();
              exchange.respond(
                  200, "text/plain", exchange.path().getBytes(StandardCharsets.ISO_8859_1));
            })) {
      while (System.nanoTime() < end) {
        byte[] request = mutated(random);
        String answer = exchange(server.port(), request);
        String what = "seed " + seed + " round " + rounds++ + ": " + printable(request);
        assertThat(answer.isEmpty() || answer.startsWith("HTTP/1.1 ")).as(what).isTrue();
        assertThat(answer).as(what).doesNotContain("HTTP/1.1 500");
      }
      assertThat(exchange(server.port(), SOUND.getFirst().getBytes(StandardCharsets.US_ASCII)))
          .startsWith("HTTP/1.1 200");
      awaitNoConnections(server);
    }
    assertThat(handled).hasPositiveValue();
  }

  private static void awaitNoConnections(HttpServer server) throws InterruptedException {
    for (int i = 0; i < 300 && server.connections() > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(server.connections()).isZero();
  }

  private static byte[] mutated(Random random) throws IOException {
    var out = new ByteArrayOutputStream();
    for (int i = random.nextInt(3); i >= 0; i--) {
      out.write(SOUND.get(random.nextInt(SOUND.size())).getBytes(StandardCharsets.ISO_8859_1));
    }
    byte[] bytes = out.toByteArray();
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes = mutate(bytes, random);
    }
    return bytes;
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    var out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    switch (random.nextInt(4)) {
      case 0 -> out.write(random.nextInt(256));
      case 1 -> {
        byte[] piece =
            PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.ISO_8859_1);
        out.write(piece, 0, piece.length);
      }
      case 2 -> at = Math.min(bytes.length, at + random.nextInt(20));
      default -> {
        return out.size() == 0 ? bytes : out.toByteArray();
      }
    }
    out.write(bytes, at, bytes.length - at);
    return out.toByteArray();
  }

  private static String exchange(int port, byte[] request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server neither answers nor closes: " + printable(request), e);
    } catch (IOException e) {
      return "";
    }
  }

  private static String printable(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
  }
}
