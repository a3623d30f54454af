package io.millrace.app;

import io.millrace.app.config.Configuration;
import io.millrace.app.config.EnvironmentConfig;
import io.millrace.app.config.Loading;
import io.millrace.app.config.LoopTerms;
import io.millrace.app.config.Overrides;
import io.millrace.app.config.Problem;
import io.millrace.gateway.GatewaySettings;
import io.millrace.model.Secret;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.route.Deadlines;
import io.millrace.provider.route.Endpoint;
import io.millrace.provider.route.LatencyClass;
import io.millrace.provider.route.ModelRoute;
import io.millrace.provider.route.Resilience;
import io.millrace.provider.route.Routes;
import io.millrace.store.price.PriceFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The configuration of a server whose only provider is the sandbox.
final class SandboxConfig {
  static final List<String> MODELS = List.of("sandbox-large", "sandbox-small", "sandbox-embedding");

  private static final int CONNECTIONS = 20_000;

  private SandboxConfig() {}

  /// @param sandbox where it listens
  /// @param anyModel whether it is asked for every name, as when it answers from a log
  static Loading read(
      URI sandbox, boolean anyModel, Map<String, String> environment, Overrides overrides) {
    GatewaySettings settings = EnvironmentConfig.settings(environment, overrides);
    List<Problem> problems = EnvironmentConfig.exposure(settings);
    if (!problems.isEmpty()) {
      return new Loading(Optional.empty(), problems);
    }
    Path data = overrides.data().orElse(Path.of("millrace-data"));
    return new Loading(
        Optional.of(
            new Configuration(
                settings,
                routes(sandbox, anyModel),
                PriceFiles.builtIn(),
                data,
                LoopTerms.DEFAULT)),
        List.of());
  }

  private static Routes routes(URI sandbox, boolean anyModel) {
    var names = new ArrayList<>(MODELS);
    // a fault is asked for behind the model's name: sandbox-small!status=503
    names.add(anyModel ? "*" : "sandbox-*");
    List<ModelRoute> models =
        names.stream()
            .map(name ->
                new ModelRoute(
                    name,
                    List.of(new ModelRoute.Hop("sandbox", null)),
                    LatencyClass.CHAT,
                    null,
                    null))
            .toList();
    return new Routes(List.of(endpoint(sandbox)), models, Resilience.DEFAULT);
  }

  @SuppressWarnings("NullAway") // certificates may be null; not seen across modules
  private static Endpoint endpoint(URI sandbox) {
    return new Endpoint(
        "sandbox",
        "sandbox",
        Dialect.OPENAI,
        sandbox.resolve("/v1"),
        Endpoint.Auth.BEARER,
        Secret.of("sandbox"),
        List.of(),
        1,
        true,
        Deadlines.DEFAULT,
        null,
        CONNECTIONS);
  }
}
