package io.millrace.sandbox.server;

import io.millrace.http.HttpExchange;
import java.io.IOException;

/// The faults that stand in place of an answer.
final class HeadFaults {
  private HeadFaults() {}

  /// @param page what an HTML error page holds
  /// @return whether one of them was sent
  static boolean answered(HttpExchange exchange, FaultSet faults, Protocol protocol, byte[] page)
      throws IOException {
    for (Fault fault : faults.all()) {
      switch (fault) {
        case Fault.Status(int status, var retryAfter) -> {
          if (retryAfter != null) {
            exchange.header("retry-after", retryAfter);
          }
          var refused = new Refused(status, "", "The sandbox fails with " + status + " as asked.");
          exchange.respond(status, "application/json", Json.bytes(protocol.error(refused)));
          return true;
        }
        case Fault.Reset() -> {
          exchange.abort();
          return true;
        }
        case Fault.Html(int status) -> {
          exchange.respond(status, "text/html; charset=utf-8", page);
          return true;
        }
        case Fault.Empty() -> {
          exchange.respond(200, "application/json", new byte[0]);
          return true;
        }
        default -> {}
      }
    }
    return false;
  }
}
