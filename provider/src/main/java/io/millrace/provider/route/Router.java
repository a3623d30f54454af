package io.millrace.provider.route;

import io.millrace.provider.protocol.InboundCall;
import java.util.List;
import java.util.Optional;

/// Sends calls to endpoints and brings their answers home: balancing, retries, fallbacks, hedges,
/// circuit breaking. Thread-safe.
public final class Router implements AutoCloseable {
  private Router() {}

  /// A router over a configuration; connects when the first call comes.
  ///
  /// @param random for jitter and weighted choices
  public static Router of(Routes routes, java.util.random.RandomGenerator random) {
    throw new UnsupportedOperationException();
  }

  /// Where a call for a model name goes; empty for an unknown model.
  public Optional<ModelRoute> route(String model) {
    throw new UnsupportedOperationException();
  }

  /// The names callers may ask for, in the order of the configuration; patterns are left out.
  public List<String> models() {
    throw new UnsupportedOperationException();
  }

  /// Calls a model. Returns when a whole answer is here, when the first content of a stream is
  /// here, or when every way has failed. Never throws for a failure of an upstream.
  ///
  /// @param log attempts are written to it before they are sent
  /// @param cancellation ends every attempt at once
  public Delivery call(
      InboundCall call, ModelRoute route, AttemptLog log, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /// Takes another configuration; endpoints that stay the same keep their connections and circuits,
  /// calls under way end on the old ones.
  public void reload(Routes routes) {
    throw new UnsupportedOperationException();
  }

  /// How every endpoint is doing, for metrics and health.
  public List<EndpointState> states() {
    throw new UnsupportedOperationException();
  }

  /// Closes idle connections; calls under way end first.
  @Override
  public void close() {}
}
