package io.millrace.provider.route;

import io.millrace.model.Secret;
import io.millrace.model.Usage;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.protocol.InboundCall;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/// A router over some upstreams and the record of the attempts it makes.
final class Bench implements AutoCloseable, AttemptLog {
  static final String ANSWER =
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n{\"a\": 1}";
  static final String STREAM_HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
  static final Deadlines SHORT =
      new Deadlines(
          Duration.ofMillis(200),
          Duration.ofMillis(200),
          Duration.ofMillis(200),
          Duration.ofSeconds(2));

  final List<String> started = new ArrayList<>();
  final List<String> ended = new ArrayList<>();
  final Cancellation cancellation = new Cancellation();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private Resilience resilience =
      new Resilience(2, Duration.ofMillis(5), Duration.ofMillis(300), 1, 5, Duration.ofSeconds(10));
  private @Nullable Duration hedge;
  private @Nullable Router router;
  private Runnable afterEnded = () -> {};

  Bench endpoint(String provider, URI uri) {
    return endpoint(provider, uri, 1);
  }

  Bench endpoint(String provider, URI uri, int weight) {
    endpoints.add(
        new Endpoint(
            provider + "/" + endpoints.size(),
            provider,
            Dialect.OPENAI,
            uri,
            Endpoint.Auth.BEARER,
            Secret.of("sk-secret"),
            List.of(),
            weight,
            false,
            SHORT,
            null,
            50));
    return this;
  }

  Bench with(Resilience other) {
    resilience = other;
    return this;
  }

  Bench hedging(Duration after) {
    hedge = after;
    return this;
  }

  /// What happens when an attempt has ended.
  void afterEnded(Runnable action) {
    afterEnded = action;
  }

  Routes routes() {
    return new Routes(endpoints, List.of(), resilience);
  }

  Router router() {
    Router made = router;
    if (made == null) {
      made =
          Router.of(
              routes(), new Random(7), System::nanoTime, InstantSource.system(), new PlainWords());
      router = made;
    }
    return made;
  }

  Delivery whole(String... hops) {
    return call(false, hops);
  }

  Delivery stream(String... hops) {
    return call(true, hops);
  }

  /// @param hops providers, or `provider:model`
  private Delivery call(boolean stream, String... hops) {
    var way = new ArrayList<ModelRoute.Hop>();
    for (String hop : hops.length == 0 ? new String[] {"a"} : hops) {
      String[] parts = hop.split(":", 2);
      way.add(new ModelRoute.Hop(parts[0], parts.length > 1 ? parts[1] : null));
    }
    var call =
        new InboundCall(
            Operation.CHAT,
            new byte[0],
            JsonNodeFactory.instance.objectNode(),
            "m",
            stream,
            List.of());
    var route = new ModelRoute("m", way, LatencyClass.CHAT, hedge, null);
    return router().call(call, route, this, cancellation);
  }

  @Override
  public synchronized void started(int number, Kind kind, Endpoint endpoint, String model) {
    started.add(number + " " + kind);
  }

  @Override
  public synchronized void ended(
      int number, Result result, int status, @Nullable Usage usage, String detail) {
    ended.add(number + " " + result + " " + status);
    afterEnded.run();
  }

  @Override
  public void close() {
    if (router != null) {
      router.close();
    }
  }
}
