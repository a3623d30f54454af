package io.millrace.app.config;

import io.millrace.gateway.GatewaySettings;
import io.millrace.model.PriceCatalogue;
import io.millrace.provider.route.Routes;
import io.millrace.store.control.Experiment;
import java.nio.file.Path;
import java.util.List;

/// Everything a gateway is started with. Immutable.
///
/// @param data the folder of journal, call log and all that is learned
/// @param experiments on the traffic; none without a loop
public record Configuration(
    GatewaySettings gateway,
    Routes routes,
    PriceCatalogue prices,
    Path data,
    LoopTerms loop,
    List<Experiment> experiments) {
  public Configuration {
    experiments = List.copyOf(experiments);
  }

  /// Without experiments.
  public Configuration(
      GatewaySettings gateway, Routes routes, PriceCatalogue prices, Path data, LoopTerms loop) {
    this(gateway, routes, prices, data, loop, List.of());
  }
}
