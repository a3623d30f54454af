package io.millrace.app.config;

import io.millrace.app.config.Problem.Severity;
import io.millrace.gateway.GatewaySettings;
import io.millrace.gateway.GatewaySettings.CallerKey;
import io.millrace.gateway.GatewaySettings.Priority;
import io.millrace.model.Secret;
import io.millrace.provider.route.Deadlines;
import io.millrace.provider.route.Endpoint;
import io.millrace.provider.route.Resilience;
import io.millrace.provider.route.Routes;
import io.millrace.store.price.PriceFiles;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A configuration without a file: the providers whose keys are in the environment. Callers' keys
/// come from `MILLRACE_KEYS`, separated by commas.
public final class EnvironmentConfig {
  private final Map<String, String> environment;
  private final Overrides overrides;
  private final List<Problem> problems = new ArrayList<>();

  private EnvironmentConfig(Map<String, String> environment, Overrides overrides) {
    this.environment = environment;
    this.overrides = overrides;
  }

  /// Reads the environment.
  public static Loading read(Map<String, String> environment, Overrides overrides) {
    return new EnvironmentConfig(environment, overrides).load();
  }

  /// The settings of a gateway without a file.
  ///
  /// @param environment for the callers' keys
  public static GatewaySettings settings(Map<String, String> environment, Overrides overrides) {
    return new GatewaySettings(
        new GatewaySettings.Listen(
            overrides.host().orElse(GatewaySections.HOST),
            overrides.port().orElse(GatewaySections.PORT),
            Set.of(),
            Set.of(),
            null),
        callers(environment),
        GatewaySettings.Limits.DEFAULT,
        new GatewaySettings.Policies(
            overrides.policies().orElse(null),
            overrides.serve().orElse(false),
            Set.of(),
            overrides.serve().isPresent() && !overrides.serve().get()),
        GatewaySettings.Recording.DEFAULT);
  }

  private static List<CallerKey> callers(Map<String, String> environment) {
    var keys = new ArrayList<CallerKey>();
    for (String key : environment.getOrDefault("MILLRACE_KEYS", "").split(",")) {
      if (!key.isBlank()) {
        String name = "environment-" + (keys.size() + 1);
        keys.add(new CallerKey(name, Secret.of(key.strip()), Priority.NORMAL));
      }
    }
    return keys;
  }

  /// Adds what keeps a gateway from listening beyond this machine.
  public static List<Problem> exposure(GatewaySettings settings) {
    String host = settings.listen().host();
    return settings.keys().isEmpty() && !Addresses.loopback(host)
        ? List.of(problem("config.environment_keys", Map.of("host", host)))
        : List.of();
  }

  private Loading load() {
    var presets = new LinkedHashMap<String, Preset>();
    var endpoints = new ArrayList<Endpoint>();
    for (Preset preset : Preset.byType().values()) {
      Endpoint endpoint = endpoint(preset);
      if (endpoint != null) {
        presets.put(preset.type(), preset);
        endpoints.add(endpoint);
      }
    }
    if (endpoints.isEmpty() && problems.isEmpty()) {
      problems.add(problem("config.no_keys", Map.of()));
    }
    GatewaySettings settings = settings(environment, overrides);
    problems.addAll(exposure(settings));
    if (!problems.isEmpty()) {
      return new Loading(Optional.empty(), problems);
    }
    var routes = new Routes(endpoints, ModelSection.known(presets), Resilience.DEFAULT);
    Path data = overrides.data().orElse(Path.of("millrace-data"));
    return new Loading(
        Optional.of(
            new Configuration(settings, routes, PriceFiles.builtIn(), data, LoopTerms.DEFAULT)),
        problems);
  }

  @SuppressWarnings(
      "NullAway") // certificates may be null; the annotation of the record is not seen across
  // modules
  private @Nullable Endpoint endpoint(Preset preset) {
    String key =
        preset.keyVariables().stream()
            .map(this::set)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    boolean addressed = set(preset.baseVariable()) != null;
    if (preset.keyNeeded() ? key == null : !addressed) {
      return null;
    }
    URI url = url(preset);
    return url == null
        ? null
        : new Endpoint(
            preset.type(),
            preset.type(),
            preset.dialect(),
            url,
            preset.auth(),
            key == null ? null : Secret.of(key),
            List.of(),
            1,
            preset.responses(),
            Deadlines.DEFAULT,
            null,
            ProviderSection.MAX_CONNECTIONS);
  }

  private @Nullable URI url(Preset preset) {
    String written = set(preset.baseVariable());
    String text =
        switch (preset.type()) {
          case "azure" -> written == null ? null : azure(written);
          case "ollama" -> written == null ? null : ollama(written);
          case "anthropic" -> written == null ? preset.baseUrl() : versioned(written);
          default -> written == null ? preset.baseUrl() : written;
        };
    if (text == null) {
      problems.add(problem("config.azure_endpoint", Map.of()));
      return null;
    }
    try {
      var url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if (url.getHost() != null && url.getScheme().matches("https?") && !Addresses.linkLocal(url)) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, as for an address of another form.
    }
    problems.add(problem("config.environment_url", Map.of("name", preset.baseVariable())));
    return null;
  }

  /// With a version of the interface the address of old is kept; without one it is the newer, which
  /// needs none.
  private String azure(String written) {
    String base = written.endsWith("/") ? written.substring(0, written.length() - 1) : written;
    String version = set("AZURE_OPENAI_API_VERSION");
    String rooted = base.contains("/openai") ? base : base + "/openai/v1";
    return version == null ? rooted : rooted + "?api-version=" + version;
  }

  private static String ollama(String written) {
    String address = written.replace("0.0.0.0", "127.0.0.1");
    String full = address.contains("://") ? address : "http://" + address;
    String ported = full.matches("http://[^/]*:\\d+/?|https://.*") ? full : full + ":11434";
    return versioned(ported);
  }

  /// Anthropic's own clients take this address without the version, and so it is written.
  private static String versioned(String written) {
    String base = written.endsWith("/") ? written.substring(0, written.length() - 1) : written;
    return base.endsWith("/v1") ? base : base + "/v1";
  }

  private @Nullable String set(String variable) {
    String value = environment.get(variable);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static Problem problem(String key, Map<String, String> values) {
    return new Problem("", 0, 0, Severity.ERROR, key, values);
  }
}
