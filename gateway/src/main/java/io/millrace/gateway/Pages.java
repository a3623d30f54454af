package io.millrace.gateway;

import io.millrace.http.HttpExchange;
import io.millrace.model.CallId;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.WireError;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/// Everything but calls: health, metrics, models and administration. Thread-safe.
final class Pages {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int MOST_CALLS = 1000;

  private final CallStore calls;
  private final Lag lag;
  private final IntSupplier inFlight;
  private final BooleanSupplier draining;
  private final Administration administration;

  Pages(
      CallStore calls,
      Lag lag,
      IntSupplier inFlight,
      BooleanSupplier draining,
      Administration administration) {
    this.administration = administration;
    this.calls = calls;
    this.lag = lag;
    this.inFlight = inFlight;
    this.draining = draining;
  }

  void answer(Desk desk, HttpExchange exchange) throws IOException {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      administered(desk, exchange);
      return;
    }
    switch (exchange.path()) {
      case "/healthz" -> text(exchange, 200, "ok\n");
      case "/readyz" -> ready(desk, exchange);
      case "/" -> text(exchange, 200, WELCOME);
      default -> guarded(desk, exchange);
    }
  }

  private static final String WELCOME =
      """
      Millrace, one endpoint for every model.

      POST /v1/chat/completions, /v1/responses, /v1/embeddings   OpenAI's interface
      POST /v1/messages                                          Anthropic's interface
      POST /v1/feedback                                          what a call or an action came to
      GET  /v1/models     /api/status     /api/calls     /api/calls/{id}
      GET  /api/policies  /api/scenarios  /api/rounds    /api/events     /api/labels
           /api/experiments
      GET  /healthz       /readyz         /metrics
      """;

  private void ready(Desk desk, HttpExchange exchange) throws IOException {
    if (draining.getAsBoolean()) {
      text(exchange, 503, "shutting down\n");
    } else if (!desk.book().journal().writable() && !desk.recording().serveUnrecorded()) {
      text(exchange, 503, "the journal cannot be written\n");
    } else {
      text(exchange, 200, "ready\n");
    }
  }

  private void guarded(Desk desk, HttpExchange exchange) throws IOException {
    desk.access().caller(exchange.headers());
    String path = exchange.path();
    if (path.equals("/metrics")) {
      metrics(desk, exchange);
    } else if (path.equals("/v1/models")) {
      boolean anthropic = exchange.headers().first("anthropic-version") != null;
      json(exchange, Models.list(desk.router().models(), anthropic));
    } else if (path.startsWith("/v1/models/")) {
      model(desk, exchange, decoded(path.substring("/v1/models/".length())));
    } else if (path.equals("/api/status")) {
      json(exchange, Status.of(desk, inFlight.getAsInt(), lag.millis()));
    } else if (path.equals("/api/calls")) {
      json(exchange, CallPages.list(calls.list(filter(exchange.query()))));
    } else if (path.startsWith("/api/calls/")) {
      call(exchange, path.substring("/api/calls/".length()));
    } else {
      administered(desk, exchange);
    }
  }

  private void administered(Desk desk, HttpExchange exchange) throws IOException {
    String key = desk.access().caller(exchange.headers()).key();
    boolean post = exchange.method().equals("POST");
    if (!post && !exchange.method().equals("GET")) {
      throw notFound(exchange);
    }
    var asked =
        new Administration.Asked(
            exchange.method(),
            exchange.path(),
            exchange.query(),
            post ? exchange.body() : null,
            key);
    Administration.Reply reply = administration.answer(asked).orElseThrow(() -> notFound(exchange));
    exchange.respond(reply.status(), JSON, reply.json());
  }

  private void metrics(Desk desk, HttpExchange exchange) throws IOException {
    String text =
        desk.metrics()
            .text(
                inFlight.getAsInt(),
                lag.millis(),
                desk.book().journal().writable(),
                desk.router().states());
    exchange.respond(200, Metrics.CONTENT_TYPE, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void model(Desk desk, HttpExchange exchange, String name) throws IOException {
    if (desk.router().route(name).isEmpty()) {
      throw new RefusedException(
          new WireError(
              WireError.Kind.NOT_FOUND,
              "the model '" + name + "' is not known here",
              "model",
              "model_not_found"));
    }
    boolean anthropic = exchange.headers().first("anthropic-version") != null;
    json(exchange, Models.one(name, anthropic));
  }

  private void call(HttpExchange exchange, String text) throws IOException {
    Optional<CallRecord> found;
    try {
      found = calls.find(new CallId(text));
    } catch (IllegalArgumentException e) {
      found = Optional.empty();
    }
    if (found.isEmpty()) {
      throw new RefusedException(
          new WireError(
              WireError.Kind.NOT_FOUND, "there is no call '" + text + "'", null, "call_not_found"));
    }
    json(exchange, CallPages.one(found.get()));
  }

  private static CallFilter filter(String query) {
    return new CallFilter(
        Optional.empty(),
        Optional.empty(),
        parameter(query, "model"),
        parameter(query, "scenario"),
        parameter(query, "tier"),
        parameter(query, "state"),
        parameter(query, "key"),
        limit(parameter(query, "limit")));
  }

  private static int limit(Optional<String> text) {
    try {
      int limit = Integer.parseInt(text.orElse("100"));
      if (limit >= 1 && limit <= MOST_CALLS) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new RefusedException(
        WireError.badField(
            "limit", "'limit' must be a number from 1 to " + MOST_CALLS, "invalid_value"));
  }

  private static Optional<String> parameter(String query, String name) {
    for (String pair : List.of(query.split("&", -1))) {
      if (pair.startsWith(name + "=")) {
        return Optional.of(decoded(pair.substring(name.length() + 1)));
      }
    }
    return Optional.empty();
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static RefusedException notFound(HttpExchange exchange) {
    return new RefusedException(
        new WireError(
            WireError.Kind.NOT_FOUND,
            exchange.path().startsWith("/v1/responses/")
                ? "responses are not kept here: ask their provider for them, and send each call its"
                    + " whole input"
                : exchange.method()
                    + " "
                    + exchange.path()
                    + " is nothing here: GET / lists what is",
            null,
            "unknown_url"));
  }

  private static void text(HttpExchange exchange, int status, String text) throws IOException {
    exchange.respond(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void json(HttpExchange exchange, byte[] body) throws IOException {
    exchange.respond(200, JSON, body);
  }
}
