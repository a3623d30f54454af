package io.millrace.provider.gemini;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Where a model stands under Gemini's base address.
final class ModelPath {
  private ModelPath() {}

  /// `/models/NAME`; a name that says its collection itself (`tunedModels/x`) keeps it. What could
  /// leave the path or begin a query is escaped.
  static String of(String model) {
    String name =
        URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
    if (name.startsWith("models/") || name.startsWith("tunedModels/")) {
      return "/" + name.replace("..", "%2E%2E");
    }
    return "/models/" + name.replace("..", "%2E%2E");
  }
}
