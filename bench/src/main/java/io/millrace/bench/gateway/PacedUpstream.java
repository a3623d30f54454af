package io.millrace.bench.gateway;

import io.millrace.http.HttpExchange;
import io.millrace.http.HttpServer;
import io.millrace.http.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An upstream that streams tokens at a pace: the user's text says `id=NAME tokens=N pause=MILLIS`,
/// and every token is `NAME:NUMBER `, so that a reader can check each byte.
final class PacedUpstream {
  private static final Pattern WISH = Pattern.compile("id=(\\w+) tokens=(\\d+) pause=(\\d+)");
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private PacedUpstream() {}

  /// Serves until the process ends.
  static void run(int port) throws IOException, InterruptedException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer.start(ServerSettings.at(address), PacedUpstream::handle);
    Thread.currentThread().join();
  }

  private static void handle(HttpExchange exchange) throws IOException {
    Matcher wish = WISH.matcher(new String(exchange.body(), StandardCharsets.UTF_8));
    if (!wish.find()) {
      exchange.respond(
          400,
          "application/json",
          "{\"error\":{\"message\":\"no wish\"}}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    int tokens = Integer.parseInt(wish.group(2));
    Duration pause = Duration.ofMillis(Long.parseLong(wish.group(3)));
    exchange.begin(200, "text/event-stream");
    for (int i = 0; i < tokens; i++) {
      send(exchange, event(wish.group(1) + ":" + i + " ", i + 1 == tokens ? "\"stop\"" : "null"));
      pause(pause);
    }
    exchange.write(DONE, 0, DONE.length);
    exchange.finish();
  }

  private static byte[] event(String content, String finish) {
    return ("data:"
                + " {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"bench-stream\","
                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
            + content
            + "\"},\"finish_reason\":"
            + finish
            + "}]}\n\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void send(HttpExchange exchange, byte[] event) throws IOException {
    exchange.write(event, 0, event.length);
    exchange.flush();
  }

  private static void pause(Duration pause) throws IOException {
    if (pause.isZero()) {
      return;
    }
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
