package io.millrace.app.config;

import io.millrace.app.config.Problem.Severity;
import io.millrace.gateway.GatewaySettings;
import io.millrace.model.PriceCatalogue;
import io.millrace.provider.route.Endpoint;
import io.millrace.provider.route.ModelRoute;
import io.millrace.provider.route.Routes;
import io.millrace.store.StoreException;
import io.millrace.store.control.Experiment;
import io.millrace.store.price.PriceFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Reads a configuration file as a whole: a configuration, or all that is wrong with it.
/// docs/millrace.example.yaml shows every key.
public final class ConfigFile {
  private static final long LIMIT = 1 << 20;

  private final Path path;
  private final Overrides overrides;
  private final Reading reading;

  private ConfigFile(Path path, Map<String, String> environment, Overrides overrides) {
    this.path = path;
    this.overrides = overrides;
    Path folder = path.toAbsolutePath().getParent();
    this.reading =
        new Reading(path.toString(), folder == null ? Path.of("/") : folder, environment);
  }

  /// Reads a file.
  ///
  /// @param environment that references are looked up in
  public static Loading read(Path path, Map<String, String> environment, Overrides overrides) {
    return new ConfigFile(path, environment, overrides).load();
  }

  /// The keys that can stand in a file and those that do, names of providers and the like as `*`.
  record Keys(Set<String> known, Set<String> present) {}

  static Keys keys(Path path, Map<String, String> environment) {
    var file = new ConfigFile(path, environment, Overrides.NONE);
    file.load();
    return new Keys(file.reading.known(), file.reading.present());
  }

  private Loading load() {
    String text = text();
    Node root = text == null ? null : compose(text);
    Configuration configuration = root == null ? null : configuration(root);
    return new Loading(
        reading.failed() ? Optional.empty() : Optional.ofNullable(configuration),
        reading.problems());
  }

  private @Nullable String text() {
    try {
      if (Files.size(path) > LIMIT) {
        reading.add(0, 0, Severity.ERROR, "config.too_large");
        return null;
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
          .toString();
    } catch (CharacterCodingException e) {
      reading.add(0, 0, Severity.ERROR, "config.encoding");
    } catch (NoSuchFileException e) {
      reading.add(0, 0, Severity.ERROR, "config.missing");
    } catch (IOException e) {
      reading.add(
          0, 0, Severity.ERROR, "config.unreadable", "reason", e.getClass().getSimpleName());
    }
    return null;
  }

  private @Nullable Node compose(String text) {
    if (tabs(text)) {
      return null;
    }
    var settings = LoadSettings.builder().setLabel(path.toString()).build();
    try {
      var parser = new ParserImpl(settings, new StreamReader(settings, text));
      Optional<Node> root = new Composer(settings, parser).getSingleNode();
      if (root.isEmpty()) {
        reading.add(0, 0, Severity.ERROR, "config.nothing");
      }
      return root.orElse(null);
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      int line = mark == null ? 0 : mark.getLine() + 1;
      int column = mark == null ? 0 : mark.getColumn() + 1;
      // The exception's own message quotes the line, which may hold a key.
      reading.add(line, column, Severity.ERROR, "config.syntax", "what", e.getProblem());
    } catch (YamlEngineException e) {
      reading.add(0, 0, Severity.ERROR, "config.syntax", "what", e.getClass().getSimpleName());
    }
    return null;
  }

  /// Reports every line that is indented with tabs: YAML's own error names the first only.
  private boolean tabs(String text) {
    boolean found = false;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String indent = line.substring(0, line.length() - line.stripLeading().length());
      int tab = indent.indexOf('\t');
      if (tab >= 0 && !line.isBlank() && !line.stripLeading().startsWith("#")) {
        found = true;
        reading.add(number, tab + 1, Severity.ERROR, "config.tab");
      }
    }
    return found;
  }

  private Configuration configuration(Node node) {
    var root = new Section(reading, node, "", "");
    GatewaySettings gateway = new GatewaySections(root, overrides).read();
    Routes routes = routes(root);
    PriceCatalogue prices = prices(root);
    Path data = data(root);
    LoopTerms loop = LoopSection.read(root.section("loop"), routes);
    List<Experiment> experiments = ExperimentSection.read(root, routes, loop);
    root.done();
    return new Configuration(gateway, routes, prices, data, loop, experiments);
  }

  private Routes routes(Section root) {
    var types = new LinkedHashMap<String, Preset>();
    var endpoints = new ArrayList<Endpoint>();
    Section providers = root.section("providers");
    providers
        .named()
        .forEach((name, value) ->
            endpoints.addAll(new ProviderSection(name, value.section()).read(types)));
    if (types.isEmpty() && !reading.failed()) {
      root.error("config.no_providers");
    }
    Section models = root.section("models");
    List<ModelRoute> routes = new ModelSection(types, endpoints).read(models);
    return new Routes(
        endpoints,
        root.has("models") ? routes : ModelSection.known(types),
        GatewaySections.resilience(root.section("resilience")));
  }

  private PriceCatalogue prices(Section root) {
    Value value = root.value("prices");
    Path file = value == null ? null : value.file();
    if (value == null || file == null) {
      return PriceFiles.builtIn();
    }
    try {
      return PriceFiles.read(file);
    } catch (StoreException e) {
      value.error("config.prices", "what", String.valueOf(e.getMessage()));
      return PriceFiles.builtIn();
    }
  }

  private Path data(Section root) {
    Value value = root.value("data");
    Path written = value == null ? null : value.file();
    return overrides.data().orElse(written == null ? Path.of("millrace-data") : written);
  }
}
