package io.millrace.conformance;

import io.millrace.gateway.Gateway;
import io.millrace.gateway.GatewaySettings;
import io.millrace.model.Secret;
import io.millrace.provider.route.Deadlines;
import io.millrace.provider.route.Endpoint;
import io.millrace.provider.route.LatencyClass;
import io.millrace.provider.route.ModelRoute;
import io.millrace.provider.route.Resilience;
import io.millrace.provider.route.Router;
import io.millrace.provider.route.Routes;
import io.millrace.sandbox.server.SandboxModel;
import io.millrace.sandbox.server.SandboxServer;
import io.millrace.sandbox.server.SandboxSettings;
import io.millrace.store.calls.CallStore;
import io.millrace.store.calls.CallStoreSettings;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalSettings;
import io.millrace.store.price.PriceFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A gateway on a free port of loopback, in front of one sandbox that it reaches through every
/// protocol. It tries once and forgives at once, so that a test sees the failure it asked for.
final class ServedGateway implements AutoCloseable {
  private static final Resilience ONCE =
      new Resilience(
          0, Duration.ofMillis(1), Duration.ofSeconds(1), 0, 1_000_000, Duration.ofNanos(1));
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Instant BEGIN = Instant.parse("2026-11-20T00:00:00Z");
  private static final int CONNECTIONS = 100;
  private static final List<SandboxModel> MODELS =
      List.of(
          SandboxModel.chat(Upstream.MODEL, Duration.ZERO, Duration.ZERO),
          SandboxModel.chat("sandbox-paced", Duration.ZERO, Duration.ofMillis(50)),
          new SandboxModel(
              "sandbox-embedding", SandboxModel.Kind.EMBEDDING, Duration.ZERO, Duration.ZERO, 0));

  private final SandboxServer sandbox;
  private final Journal journal;
  private final CallStore calls;
  private final Router router;
  private final Gateway gateway;

  private ServedGateway(Path folder) throws IOException {
    var random = new Random(7);
    this.sandbox = SandboxServer.start(SandboxSettings.defaults().withModels(MODELS));
    this.journal = Journal.open(JournalSettings.in(folder.resolve("journal")));
    this.calls = CallStore.open(folder, journal, new CallStoreSettings(Optional.empty()));
    this.router = Router.of(routes(sandbox.uri()), random);
    InstantSource clock = InstantSource.fixed(BEGIN);
    this.gateway =
        Gateway.start(
            settings(),
            new Gateway.Parts(router, journal, calls, PriceFiles.builtIn(), clock, random));
  }

  static ServedGateway start(Path folder) throws IOException {
    return new ServedGateway(folder);
  }

  private static GatewaySettings settings() {
    return new GatewaySettings(
        new GatewaySettings.Listen("127.0.0.1", 0, Set.of(), Set.of(), null),
        List.of(),
        GatewaySettings.Limits.DEFAULT,
        new GatewaySettings.Policies(null, false, Set.of()),
        GatewaySettings.Recording.DEFAULT);
  }

  private static Routes routes(URI sandbox) {
    var models = new ArrayList<ModelRoute>();
    for (Upstream upstream : Upstream.values()) {
      models.add(route(upstream.chat(), upstream, Upstream.MODEL));
      models.add(route(upstream.failing("*"), upstream, Upstream.MODEL + "!*"));
      models.add(route(upstream.paced(), upstream, "sandbox-paced"));
      models.add(route(upstream.embedding(), upstream, "sandbox-embedding"));
    }
    models.add(route(Upstream.MODEL, Upstream.OPENAI, null));
    List<Endpoint> endpoints =
        Arrays.stream(Upstream.values()).map(upstream -> endpoint(upstream, sandbox)).toList();
    return new Routes(endpoints, models, ONCE);
  }

  @SuppressWarnings("NullAway") // the hop's model may be null; not seen across modules
  private static ModelRoute route(String name, Upstream upstream, @Nullable String model) {
    var hop = new ModelRoute.Hop(upstream.provider(), model);
    return new ModelRoute(name, List.of(hop), LatencyClass.AGENT, null, null);
  }

  @SuppressWarnings("NullAway") // certificates may be null; not seen across modules
  private static Endpoint endpoint(Upstream upstream, URI sandbox) {
    return new Endpoint(
        upstream.provider(),
        upstream.provider(),
        upstream.dialect(),
        upstream.under(sandbox),
        upstream.auth(),
        Secret.of("upstream-key"),
        List.of(),
        1,
        upstream == Upstream.OPENAI,
        new Deadlines(PATIENCE, PATIENCE, PATIENCE, PATIENCE),
        null,
        CONNECTIONS);
  }

  /// `http://127.0.0.1:PORT`
  String url() {
    return "http://127.0.0.1:" + gateway.port();
  }

  SandboxServer sandbox() {
    return sandbox;
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    router.close();
    calls.close();
    journal.close();
    sandbox.close();
  }
}
