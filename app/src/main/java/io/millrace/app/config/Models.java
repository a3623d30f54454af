package io.millrace.app.config;

import io.millrace.provider.route.Routes;
import org.jspecify.annotations.Nullable;

/// Names of models in other places than `models`.
final class Models {
  private Models() {}

  /// The name of a model that callers may ask for; null when there is none, which is reported.
  static @Nullable String known(Value value, Routes routes) {
    String name = value.word();
    if (name == null || routes.models().stream().anyMatch(route -> leads(route.name(), name))) {
      return name;
    }
    value.error("config.no_model");
    return null;
  }

  private static boolean leads(String route, String name) {
    return route.endsWith("*")
        ? name.startsWith(route.substring(0, route.length() - 1))
        : route.equals(name);
  }
}
