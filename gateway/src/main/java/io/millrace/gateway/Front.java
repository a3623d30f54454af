package io.millrace.gateway;

import io.millrace.http.Headers;
import io.millrace.http.HttpExchange;
import io.millrace.http.HttpHandler;
import io.millrace.http.HttpRefusal;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.provider.protocol.Prepared;
import io.millrace.provider.protocol.Translation;
import io.millrace.provider.route.ModelRoute;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The HTTP edge: finds what a path means, checks who calls, admits, and has the call answered.
/// Thread-safe.
final class Front implements HttpHandler {
  private static final byte[] NOTHING = {};

  private final Admission admission;
  private final Pages pages;
  private volatile Desk desk;

  Front(Desk desk, Admission admission, Pages pages) {
    this.desk = desk;
    this.admission = admission;
    this.pages = pages;
  }

  /// Takes other settings for the calls to come.
  void desk(Desk next) {
    desk = next;
  }

  Desk desk() {
    return desk;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    long arrival = System.nanoTime();
    Desk current = desk;
    Operation operation = operation(exchange.path());
    try {
      current.access().checkPlace(exchange);
      cors(current, exchange);
      if (exchange.method().equals("OPTIONS")) {
        preflight(exchange);
      } else if (operation != null) {
        call(current, exchange, operation, arrival);
      } else {
        pages.answer(current, exchange);
      }
    } catch (RefusedException e) {
      refuse(exchange, operation, e.error());
    } catch (HttpRefusal e) {
      exchange.close();
      if (e.status() == 429) {
        exchange.header("retry-after", "1");
      }
      refuse(exchange, operation, WireError.of(WireError.Kind.of(e.status()), text(e)));
    } catch (RuntimeException e) {
      unexpected(current, exchange, operation, e);
    }
  }

  private static String text(Exception e) {
    return String.valueOf(e.getMessage());
  }

  private static @Nullable Operation operation(String path) {
    return switch (path) {
      case "/v1/chat/completions" -> Operation.CHAT;
      case "/v1/messages" -> Operation.MESSAGES;
      case "/v1/responses" -> Operation.RESPONSES;
      case "/v1/embeddings" -> Operation.EMBEDDINGS;
      default -> null;
    };
  }

  private void call(Desk current, HttpExchange exchange, Operation operation, long arrival)
      throws IOException {
    if (!exchange.method().equals("POST")) {
      exchange.header("allow", "POST");
      throw new RefusedException(
          new WireError(
              WireError.Kind.INVALID_REQUEST,
              exchange.path() + " takes POST, not " + exchange.method(),
              null,
              "method_not_allowed"));
    }
    Caller caller = current.access().caller(exchange.headers());
    try (Admission.Place place = admission.admit(caller.priority(), size(current, exchange))) {
      if (place == null) {
        shed(current, exchange, operation, caller);
      } else {
        admitted(current, exchange, operation, caller, arrival, place);
      }
    }
  }

  /// A body that is larger than any may be is refused as that, and takes no room.
  private static long size(Desk current, HttpExchange exchange) {
    long size = announced(exchange.headers());
    return size > current.settings().limits().bodyBytes() ? 0 : size;
  }

  private static long announced(Headers headers) {
    String length = headers.first("content-length");
    return length == null ? 0 : Long.parseLong(length);
  }

  private static void shed(Desk current, HttpExchange exchange, Operation operation, Caller caller)
      throws IOException {
    current.metrics().shed(caller.priority());
    exchange.close();
    exchange.header("retry-after", "1");
    refuse(
        exchange,
        operation,
        new WireError(
            WireError.Kind.RATE_LIMIT,
            "this server has more calls than it can serve, and this one is of the least"
                + " important: try again after a second",
            null,
            "overloaded"));
  }

  private static void admitted(
      Desk current,
      HttpExchange exchange,
      Operation operation,
      Caller caller,
      long arrival,
      Admission.Place place)
      throws IOException {
    byte[] body =
        exchange.body(more -> {
          boolean room = place.grow(more);
          if (!room) {
            current.metrics().shed(caller.priority());
          }
          return room;
        });
    InboundCall inbound = current.reader().read(operation, body, exchange.headers());
    Optional<ModelRoute> route = current.router().route(inbound.model());
    if (route.isEmpty()) {
      throw new RefusedException(
          new WireError(
              WireError.Kind.NOT_FOUND,
              "the model '"
                  + inbound.model()
                  + "' is not known here: GET /v1/models lists those"
                  + " that are",
              "model",
              "model_not_found"));
    }
    new CallRun(current, exchange, inbound, caller, arrival).run(route.get(), caller.key());
  }

  private static void cors(Desk current, HttpExchange exchange) {
    String origin = exchange.headers().first("origin");
    if (origin != null && current.settings().listen().allowedOrigins().contains(origin)) {
      exchange.header("access-control-allow-origin", origin).header("vary", "origin");
    }
  }

  private static void preflight(HttpExchange exchange) throws IOException {
    exchange
        .header("access-control-allow-methods", "GET, POST")
        .header("access-control-allow-headers", "*, authorization")
        .header("access-control-max-age", "600")
        .respond(204, null, NOTHING);
  }

  private static void refuse(HttpExchange exchange, @Nullable Operation operation, WireError error)
      throws IOException {
    if (exchange.answered()) {
      exchange.abort();
      return;
    }
    Prepared.ErrorAnswer answer =
        Translation.error(operation == null ? Operation.CHAT : operation, error);
    boolean method = "method_not_allowed".equals(error.code());
    exchange.respond(method ? 405 : answer.status(), "application/json", answer.body());
  }

  private static void unexpected(
      Desk current, HttpExchange exchange, @Nullable Operation operation, RuntimeException e)
      throws IOException {
    current.report("a call failed unexpectedly (this is a fault of ours): " + trace(e));
    refuse(
        exchange,
        operation,
        WireError.of(WireError.Kind.INTERNAL, "something unexpected went wrong in the gateway"));
  }

  /// Where it was, without messages: they may hold what callers sent.
  private static String trace(RuntimeException e) {
    var text = new StringBuilder(e.getClass().getName());
    for (StackTraceElement element : e.getStackTrace()) {
      if (element.getClassName().startsWith("io.millrace.")) {
        text.append(" < ").append(element);
      }
    }
    return text.toString();
  }
}
