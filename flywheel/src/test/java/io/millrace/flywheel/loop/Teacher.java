package io.millrace.flywheel.loop;

import io.millrace.http.HttpExchange;
import io.millrace.http.HttpServer;
import io.millrace.http.ServerSettings;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.record.CallIds;
import io.millrace.provider.record.CallRecorder;
import io.millrace.provider.record.OwnCalls;
import io.millrace.provider.route.Deadlines;
import io.millrace.provider.route.Endpoint;
import io.millrace.provider.route.LatencyClass;
import io.millrace.provider.route.ModelRoute;
import io.millrace.provider.route.Resilience;
import io.millrace.provider.route.Router;
import io.millrace.provider.route.Routes;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalSettings;
import io.millrace.store.price.PriceFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A teacher `large` on loopback that always says the same while it is not down, and what the loop
/// asks it through. No body is recorded. Thread-safe.
final class Teacher implements AutoCloseable {
  private final HttpServer server;
  private final Router router;
  private final Journal journal;
  private final OwnCalls calls;
  private final AtomicBoolean down;
  private final AtomicInteger asked;

  private Teacher(
      HttpServer server,
      AtomicBoolean down,
      AtomicInteger asked,
      Router router,
      Journal journal,
      InstantSource clock) {
    this.server = server;
    this.down = down;
    this.asked = asked;
    this.router = router;
    this.journal = journal;
    var book = new CallRecorder.Book(journal, PriceFiles.builtIn(), clock, false, () -> {});
    this.calls = new OwnCalls(router, () -> book, new CallIds(clock, new Random(7)), _ -> null);
  }

  /// @param data where its calls are recorded
  static Teacher saying(String answer, Path data, InstantSource clock) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var down = new AtomicBoolean();
    var asked = new AtomicInteger();
    HttpServer server =
        HttpServer.start(
            ServerSettings.at(address),
            exchange -> {
              asked.incrementAndGet();
              answer(exchange, down, answer);
            });
    Journal journal = Journal.open(JournalSettings.in(data.resolve("journal")));
    Router router = Router.of(routes(server.port()), new Random(7));
    return new Teacher(server, down, asked, router, journal, clock);
  }

  /// Whether it is overloaded from now on, and answers nobody.
  void down(boolean now) {
    down.set(now);
  }

  /// How often it was asked, as a judge too.
  int asked() {
    return asked.get();
  }

  private static void answer(HttpExchange exchange, AtomicBoolean down, String answer)
      throws IOException {
    exchange.body();
    if (down.get()) {
      exchange.respond(503, "text/plain", "overloaded".getBytes(StandardCharsets.UTF_8));
      return;
    }
    String body =
        """
        {"model": "large", "choices": [{"index": 0, "finish_reason": "stop", "message":
        {"role": "assistant", "content": "%s"}}]}
        """
            .formatted(answer);
    exchange.respond(200, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  private static Routes routes(int port) {
    var endpoint =
        new Endpoint(
            "there",
            "there",
            Dialect.OPENAI,
            URI.create("http://127.0.0.1:" + port + "/v1"),
            Endpoint.Auth.BEARER,
            null,
            List.of(),
            1,
            false,
            Deadlines.DEFAULT,
            null,
            8);
    var hop = new ModelRoute.Hop("there", null);
    var route = new ModelRoute("large", List.of(hop), LatencyClass.CHAT, null, null);
    return new Routes(List.of(endpoint), List.of(route), Resilience.DEFAULT);
  }

  OwnCalls calls() {
    return calls;
  }

  Journal journal() {
    return journal;
  }

  @Override
  public void close() {
    router.close();
    server.close();
    journal.close();
  }
}
