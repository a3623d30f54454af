package io.millrace.app.config;

import io.millrace.gateway.GatewaySettings;
import io.millrace.model.PriceCatalogue;
import io.millrace.provider.route.Routes;
import java.nio.file.Path;

/// Everything a gateway is started with. Immutable.
///
/// @param data the folder of journal, call log and all that is learned
public record Configuration(
    GatewaySettings gateway, Routes routes, PriceCatalogue prices, Path data, LoopTerms loop) {}
