package io.millrace.gateway;

import io.millrace.gateway.GatewaySettings.CallerKey;
import io.millrace.gateway.GatewaySettings.Limits;
import io.millrace.gateway.GatewaySettings.Listen;
import io.millrace.gateway.GatewaySettings.Policies;
import io.millrace.gateway.GatewaySettings.Recording;
import io.millrace.model.Secret;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.route.Deadlines;
import io.millrace.provider.route.Endpoint;
import io.millrace.provider.route.LatencyClass;
import io.millrace.provider.route.ModelRoute;
import io.millrace.provider.route.Resilience;
import io.millrace.provider.route.Router;
import io.millrace.provider.route.Routes;
import io.millrace.sandbox.server.SandboxServer;
import io.millrace.sandbox.server.SandboxSettings;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalFiles;
import io.millrace.store.journal.JournalReader;
import io.millrace.store.price.PriceFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A gateway with the sandbox behind it, on real sockets, and a journal in memory.
final class TestGateway implements AutoCloseable {
  static final String MODEL = "sandbox-small";

  final SandboxServer sandbox;
  final JournalFiles files;
  final Gateway gateway;
  private final Journal journal;
  private final Router router;
  private final CallStore calls;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestGateway(GatewaySettings settings, JournalFiles files) throws IOException {
    this(settings, files, 0);
  }

  TestGateway(GatewaySettings settings, JournalFiles files, double slowness) throws IOException {
    this.files = files;
    sandbox = SandboxServer.start(SandboxSettings.defaults().withSlowness(slowness).withAnyModel());
    journal = Journal.open(files, 1 << 20);
    router = Router.of(routes(sandbox.uri()), new Random(1));
    calls = CallStore.reading(Path.of("nowhere"));
    gateway =
        Gateway.start(
            settings,
            new Gateway.Parts(
                router,
                journal,
                calls,
                PriceFiles.builtIn(),
                InstantSource.system(),
                new Random(2)));
  }

  private static Routes routes(URI uri) {
    List<ModelRoute> models = new ArrayList<>();
    for (String name : List.of(MODEL, "sandbox-*", "teacher-large")) {
      models.add(route(name, "openai", null));
    }
    models.add(route("mapped", "openai", MODEL));
    models.add(route("via-anthropic", "anthropic", MODEL));
    return new Routes(
        List.of(
            endpoint("openai", Dialect.OPENAI, uri.resolve("/v1")),
            endpoint("anthropic", Dialect.ANTHROPIC, uri.resolve("/v1"))),
        models,
        new Resilience(
            1, Duration.ofMillis(5), Duration.ofMillis(50), 1, 100, Duration.ofMillis(100)));
  }

  private static ModelRoute route(String name, String provider, @Nullable String model) {
    return new ModelRoute(
        name,
        List.of(new ModelRoute.Hop(provider, model)),
        LatencyClass.CHAT,
        null,
        new Deadlines(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofMillis(400),
            Duration.ofSeconds(20)));
  }

  @SuppressWarnings("NullAway") // certificates may be null; not seen across modules
  private static Endpoint endpoint(String provider, Dialect dialect, URI base) {
    return new Endpoint(
        provider,
        provider,
        dialect,
        base,
        Endpoint.Auth.BEARER,
        Secret.of("upstream-secret"),
        List.of(),
        1,
        true,
        Deadlines.DEFAULT,
        null,
        100);
  }

  static GatewaySettings settings() {
    return settings(List.of(), new Policies(null, false, Set.of()), Recording.DEFAULT);
  }

  static GatewaySettings settings(List<CallerKey> keys, Policies policies, Recording recording) {
    return settings(keys, policies, recording, Limits.DEFAULT);
  }

  static GatewaySettings settings(
      List<CallerKey> keys, Policies policies, Recording recording, Limits limits) {
    return new GatewaySettings(
        new Listen("127.0.0.1", 0, Set.of(), Set.of("https://good.example"), null),
        keys,
        limits,
        policies,
        recording);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + gateway.port() + path);
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// A stream that breaks, as far as it came.
  record Broken(int status, String call, String body) {}

  Broken postBroken(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    var text = new ByteArrayOutputStream();
    try (InputStream in = response.body()) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        text.write(b);
      }
    } catch (IOException e) {
      // the end of the message is missing, which is how a client sees that it is none
    }
    return new Broken(response.statusCode(), id(response), text.toString(StandardCharsets.UTF_8));
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static String chat(String model, String more, String text) {
    return "{\"model\":\""
        + model
        + "\""
        + more
        + ",\"messages\":[{\"role\":\"user\",\"content\":\""
        + text
        + "\"}]}";
  }

  /// What the journal holds, call by call.
  Map<String, List<Entry>> recorded() {
    Map<String, List<Entry>> byCall = new HashMap<>();
    JournalReader.at(files, 0)
        .read(entry ->
            byCall.computeIfAbsent(entry.call().text(), _ -> new ArrayList<>()).add(entry));
    return byCall;
  }

  /// What the journal holds of one call.
  List<Entry> entries(String call) {
    return recorded().getOrDefault(call, List.of());
  }

  /// The end of a call, once it is written.
  Entry.CallEnded end(String call) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      for (Entry entry : entries(call)) {
        if (entry instanceof Entry.CallEnded ended) {
          return ended;
        }
      }
      Thread.sleep(10);
    }
    throw new AssertionError("no end of " + call + " is written");
  }

  static String id(HttpResponse<?> response) {
    return response.headers().firstValue("x-millrace-call-id").orElseThrow();
  }

  List<CallRecord> listed() {
    return calls.list(CallFilter.latest(10));
  }

  @Override
  public void close() {
    gateway.close();
    router.close();
    journal.close();
    calls.close();
    sandbox.close();
    client.close();
  }
}
