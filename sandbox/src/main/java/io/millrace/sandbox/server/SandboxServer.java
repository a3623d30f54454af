package io.millrace.sandbox.server;

import io.millrace.http.HttpServer;
import io.millrace.http.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/// Simulated providers on a real socket: OpenAI's interface under `/v1`, Anthropic's under
/// `/v1/messages`, Gemini's under `/v1beta`. Any key is accepted. docs/sandbox.md describes the
/// models and how to make them fail. Thread-safe.
public final class SandboxServer implements AutoCloseable {
  private final HttpServer server;
  private final FaultQueue faults;
  private final Seen seen;

  private SandboxServer(HttpServer server, FaultQueue faults, Seen seen) {
    this.server = server;
    this.faults = faults;
    this.seen = seen;
  }

  /// Listens when this returns.
  public static SandboxServer start(SandboxSettings settings) throws IOException {
    return start(settings, InstantSource.system());
  }

  /// Listens when this returns.
  ///
  /// @param clock what answers say about when they were made
  public static SandboxServer start(SandboxSettings settings, InstantSource clock)
      throws IOException {
    var faults = new FaultQueue();
    var seen = new Seen();
    var address =
        new InetSocketAddress(
            InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}), settings.port());
    var server =
        HttpServer.start(
            ServerSettings.at(address), new SandboxHandler(settings, clock, faults, seen));
    return new SandboxServer(server, faults, seen);
  }

  /// `http://127.0.0.1:PORT`, without a path.
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /// Faults for the requests to come.
  public FaultQueue faults() {
    return faults;
  }

  /// How many requests to models came in, those for lists of models not among them.
  public long seen() {
    return seen.requests.get();
  }

  /// How many of them were broken off because their client went away.
  public long cancelled() {
    return seen.cancelled.get();
  }

  /// How many of them were answered to the end, errors and faults among them.
  public long answered() {
    return seen.answered.get();
  }

  /// The last request to a model.
  public Optional<Received> last() {
    return Optional.ofNullable(seen.last.get());
  }

  @Override
  public void close() {
    server.close();
  }
}
