package io.millrace.gateway;

import io.millrace.model.PriceCatalogue;
import io.millrace.provider.route.Router;
import io.millrace.store.calls.CallStore;
import io.millrace.store.journal.Journal;
import java.io.IOException;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The gateway: one endpoint for every model. Thread-safe.
public final class Gateway implements AutoCloseable {
  private Gateway() {}

  /// What it works with; it closes none of them.
  ///
  /// @param random for the ids of calls and for sampling; may be used by many threads at once
  public record Parts(
      Router router,
      Journal journal,
      CallStore calls,
      PriceCatalogue prices,
      InstantSource clock,
      RandomGenerator random) {}

  /// Listens when this returns.
  ///
  /// @throws IOException when the address cannot be had or a TLS file cannot be used
  /// @throws io.millrace.store.policy.PolicyException when the policies cannot be loaded
  public static Gateway start(GatewaySettings settings, Parts parts) throws IOException {
    throw new UnsupportedOperationException();
  }

  /// The port it listens on.
  public int port() {
    throw new UnsupportedOperationException();
  }

  /// Takes other settings and prices for the calls to come. Where it listens does not change until
  /// the next start.
  public void reload(GatewaySettings settings, PriceCatalogue prices) {
    throw new UnsupportedOperationException();
  }

  /// Takes no more calls, waits for those under way as long as the settings say, then cuts off the
  /// rest.
  @Override
  public void close() {}
}
