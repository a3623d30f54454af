package io.millrace.app;

import io.millrace.app.config.Configuration;
import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import io.millrace.gateway.GatewaySettings;
import io.millrace.provider.route.ModelRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What a server says of itself when it is ready.
final class Greeting {
  private static final int LABEL = 12;
  private static final int LISTED = 8;

  private final Terminal terminal;
  private final Texts texts;

  Greeting(Terminal terminal, Texts texts) {
    this.terminal = terminal;
    this.texts = texts;
  }

  /// @param seconds since the process began, as text
  void print(Serving.Ready ready, String seconds) {
    Configuration configuration = ready.configuration();
    GatewaySettings settings = configuration.gateway();
    String base = base(settings.listen(), ready.port());
    terminal.line("Millrace " + Main.VERSION);
    terminal.line("");
    line("serve.listening", base);
    line("serve.models", elided(configuration.routes().models()));
    line("serve.keys", keys(settings));
    line("serve.policies", policies(settings.policies()));
    line("serve.data", configuration.data().toAbsolutePath().normalize().toString());
    terminal.line("");
    terminal.line(texts.say("serve.try"));
    terminal.line("");
    curl(base, configuration);
    terminal.line("");
    terminal.line(texts.say("serve.ready", "seconds", seconds));
  }

  private void line(String label, String text) {
    terminal.line("  " + DisplayWidth.padRight(texts.say(label), LABEL) + text);
  }

  static String base(GatewaySettings.Listen listen, int port) {
    String host =
        switch (listen.host()) {
          case "0.0.0.0", "::" -> "127.0.0.1";
          default -> listen.host().contains(":") ? "[" + listen.host() + "]" : listen.host();
        };
    return (listen.tls() == null ? "http://" : "https://") + host + ":" + port;
  }

  private String elided(List<ModelRoute> models) {
    String first = String.join(", ", models.stream().limit(LISTED).map(ModelRoute::name).toList());
    int rest = models.size() - LISTED;
    return rest <= 0
        ? first
        : first + " " + texts.say("serve.more", "count", Integer.toString(rest));
  }

  private String keys(GatewaySettings settings) {
    return settings.keys().isEmpty()
        ? texts.say("serve.any_key")
        : String.join(", ", settings.keys().stream().map(GatewaySettings.CallerKey::name).toList());
  }

  private String policies(GatewaySettings.Policies policies) {
    Path folder = policies.folder();
    if (folder == null) {
      return texts.say("serve.no_policies");
    }
    List<String> ids = ids(folder);
    String mode = texts.say(policies.serve() ? "serve.mode.serve" : "serve.mode.shadow");
    return texts.say(
        "serve.some_policies",
        "count",
        Integer.toString(ids.size()),
        "folder",
        folder.toString(),
        "mode",
        mode);
  }

  private static List<String> ids(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve("policy.json")))
          .map(entry -> String.valueOf(entry.getFileName()))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void curl(String base, Configuration configuration) {
    String model =
        configuration.routes().models().stream()
            .map(ModelRoute::name)
            .filter(name -> !name.contains("*"))
            .findFirst()
            .orElse("MODEL");
    boolean keyed = !configuration.gateway().keys().isEmpty();
    terminal.line("  curl " + base + "/v1/chat/completions \\");
    if (keyed) {
      terminal.line("    -H 'authorization: Bearer KEY' \\");
    }
    terminal.line("    -H 'content-type: application/json' \\");
    terminal.line(
        "    -d '{\"model\":\""
            + model
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + texts.say("serve.hello")
            + "\"}]}'");
  }
}
