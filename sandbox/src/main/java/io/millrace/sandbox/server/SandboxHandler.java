package io.millrace.sandbox.server;

import io.millrace.http.HttpExchange;
import io.millrace.http.HttpHandler;
import io.millrace.sandbox.TextHash;
import io.millrace.sandbox.server.SandboxModel.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Answers the requests of all protocols. Thread-safe.
final class SandboxHandler implements HttpHandler {
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream; charset=utf-8";
  private static final byte[] PAGE =
      "<!doctype html><html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n"
          .getBytes(StandardCharsets.UTF_8);

  private final SandboxSettings settings;
  private final InstantSource clock;
  private final FaultQueue queue;
  private final Seen seen;
  private final Models models;
  private final Generator generator;

  SandboxHandler(SandboxSettings settings, InstantSource clock, FaultQueue queue, Seen seen) {
    this.settings = settings;
    this.clock = clock;
    this.queue = queue;
    this.seen = seen;
    this.models = new Models(settings.models(), settings.anyModel());
    this.generator = new Generator(settings);
  }

  /// One request to a model: what is needed to answer it.
  ///
  /// @param number of the request, from 1
  private record Asked(
      HttpExchange exchange, JsonNode body, Models.Name name, FaultSet faults, long number) {}

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.body();
    var address = Address.of(exchange.method(), exchange.path(), exchange.query());
    switch (address) {
      case Address.Models list -> models(exchange, list);
      case Address.Unknown() -> {
        var refused =
            new Refused(
                404, "", "Unknown request URL: " + exchange.method() + " " + exchange.path());
        refuse(exchange, new ChatProtocol(), refused);
      }
      default -> ask(exchange, address, bytes);
    }
  }

  private void models(HttpExchange exchange, Address.Models list) throws IOException {
    long created = clock.instant().getEpochSecond();
    boolean anthropic = exchange.headers().first("anthropic-version") != null;
    var found =
        models.known().stream().filter(model -> model.name().equals(list.model())).findFirst();
    JsonNode answer;
    if (list.model().isEmpty()) {
      answer =
          list.gemini()
              ? ModelList.gemini(models.known())
              : anthropic
                  ? ModelList.anthropic(models.known())
                  : ModelList.openAi(models.known(), created);
    } else if (found.isPresent()) {
      var model = found.get();
      answer =
          list.gemini()
              ? ModelList.gemini(model)
              : anthropic ? ModelList.anthropic(model) : ModelList.openAi(model, created);
    } else {
      Protocol protocol =
          list.gemini()
              ? new GeminiProtocol()
              : anthropic ? new MessagesProtocol() : new ChatProtocol();
      var reason = "The model '" + list.model() + "' does not exist";
      refuse(exchange, protocol, new Refused(404, "model_not_found", reason));
      return;
    }
    exchange.respond(200, JSON, Json.bytes(answer));
  }

  private void ask(HttpExchange exchange, Address address, byte[] bytes) throws IOException {
    long number = seen.requests.incrementAndGet();
    seen.last.set(
        new Received(
            exchange.method(), exchange.path(), exchange.query(), exchange.headers(), bytes));
    var protocol = protocol(address);
    try {
      var body = body(bytes);
      var name = Models.Name.of(model(address, body));
      var asked = new Asked(exchange, body, name, faults(exchange, name), number);
      if (answer(address, protocol, asked)) {
        seen.answered.incrementAndGet();
      } else {
        seen.cancelled.incrementAndGet();
        exchange.abort();
      }
    } catch (Refused refused) {
      refuse(exchange, protocol, refused);
      seen.answered.incrementAndGet();
    }
  }

  private static Protocol protocol(Address address) {
    return switch (address) {
      case Address.Ask ask -> ask.protocol();
      case Address.Count _ -> new MessagesProtocol();
      case Address.GeminiEmbeddings _ -> new GeminiProtocol();
      default -> new ChatProtocol();
    };
  }

  private static JsonNode body(byte[] bytes) throws Refused {
    try {
      var body = Json.parse(bytes);
      if (body.isObject()) {
        return body;
      }
    } catch (JacksonException _) {
      // What Jackson says may quote the body.
    }
    throw Refused.invalid("We could not parse the JSON body of your request.");
  }

  private static String model(Address address, JsonNode body) {
    return switch (address) {
      case Address.Ask ask when !ask.model().isEmpty() -> ask.model();
      case Address.GeminiEmbeddings embeddings -> embeddings.model();
      default -> Json.string(body, "model");
    };
  }

  private FaultSet faults(HttpExchange exchange, Models.Name name) throws Refused {
    var all = new ArrayList<>(queue.take());
    String header = exchange.headers().first("x-sandbox-fault");
    try {
      if (header != null) {
        all.addAll(Fault.parse(header));
      }
      if (!name.faults().isEmpty()) {
        all.addAll(Fault.parse(name.faults()));
      }
    } catch (IllegalArgumentException e) {
      throw Refused.invalid(String.valueOf(e.getMessage()));
    }
    return all.isEmpty() ? FaultSet.NONE : new FaultSet(all);
  }

  /// @return false when the client went away first
  private boolean answer(Address address, Protocol protocol, Asked asked)
      throws IOException, Refused {
    var sending = new Sending(asked.exchange(), asked.faults().has(Fault.Deaf.class));
    var slow = asked.faults().first(Fault.Slow.class);
    if (slow.isPresent() && !sending.pause(slow.get().delay())) {
      return false;
    }
    if (HeadFaults.answered(asked.exchange(), asked.faults(), protocol, PAGE)) {
      return true;
    }
    return switch (address) {
      case Address.Ask ask -> chat(ask, asked, sending);
      case Address.Count() -> {
        var call = MessagesReader.readForCount(asked.body(), asked.name().name());
        var count = Json.object().put("input_tokens", Counting.prompt(call));
        asked.exchange().respond(200, JSON, Json.bytes(count));
        yield true;
      }
      case Address.OpenAiEmbeddings() -> {
        var model = model(asked, Kind.EMBEDDING);
        yield whole(asked, sending, model, 1, Embeddings.openAi(asked.body(), model.name()));
      }
      case Address.GeminiEmbeddings gemini -> {
        var model = model(asked, Kind.EMBEDDING);
        yield whole(asked, sending, model, 1, Embeddings.gemini(asked.body(), gemini.batch()));
      }
      case Address.Models _, Address.Unknown _ -> throw new IllegalStateException("no question");
    };
  }

  private SandboxModel model(Asked asked, Kind kind) throws Refused {
    var model = models.find(asked.name().name(), kind);
    double chance = TextHash.unit("failure" + settings.seed(), "" + asked.number());
    if (chance < model.failureShare()) {
      throw new Refused(503, "", "The sandbox lets this share of requests fail.");
    }
    return model;
  }

  private boolean chat(Address.Ask ask, Asked asked, Sending sending) throws IOException, Refused {
    var model = model(asked, Kind.CHAT);
    var call = ask.protocol().read(asked.body(), model.name(), ask.stream());
    var generated = generator.generate(call, !(ask.protocol() instanceof MessagesProtocol));
    var stamp = stamp(asked);
    if (!call.delivery().stream()) {
      int tokens = (int) Math.min(1 << 20, generated.usage().answer());
      return whole(asked, sending, model, tokens, ask.protocol().answer(call, generated, stamp));
    }
    var events = ask.protocol().events(call, generated, stamp);
    if (asked.faults().has(Fault.NoUsage.class)) {
      events = UsageFields.removed(events);
    }
    if (ask.array()) {
      var array =
          events.stream().map(StreamEvent::data).collect(Collectors.joining(",\n", "[", "]"));
      return whole(asked, sending, model, events.size(), Json.parse(array));
    }
    var error =
        ask.protocol().errorEvent(new Refused(529, "", "The sandbox breaks off here as asked."));
    var steps = SendPlan.stream(events, asked.faults(), pace(asked, model), error);
    return sending.stream(200, type(asked, EVENTS), steps);
  }

  private boolean whole(
      Asked asked, Sending sending, SandboxModel model, int tokens, JsonNode answer)
      throws IOException {
    var sent = asked.faults().has(Fault.NoUsage.class) ? UsageFields.removed(answer) : answer;
    List<Step> steps = SendPlan.whole(Json.text(sent), tokens, asked.faults(), pace(asked, model));
    return sending.whole(200, type(asked, JSON), steps);
  }

  private static String type(Asked asked, String right) {
    return asked.faults().has(Fault.WrongType.class) ? "text/plain; charset=utf-8" : right;
  }

  private Pace pace(Asked asked, SandboxModel model) {
    long seed = TextHash.of("pace" + settings.seed(), "" + asked.number());
    return new Pace(model, settings.slowness(), seed);
  }

  private Stamp stamp(Asked asked) {
    long hash = TextHash.of("id" + settings.seed(), Json.text(asked.body()));
    var id = HexFormat.of().toHexDigits(hash) + HexFormat.of().toHexDigits((int) asked.number());
    return new Stamp(id, clock.instant().getEpochSecond());
  }

  private static void refuse(HttpExchange exchange, Protocol protocol, Refused refused)
      throws IOException {
    exchange.respond(refused.status(), JSON, Json.bytes(protocol.error(refused)));
  }
}
