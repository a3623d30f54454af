package io.millrace.app.config;

import io.millrace.model.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A value of a configuration file. Each reader returns null (or the default) when the value is of
/// another kind, and has then reported it. A message shows the value as the file has it, never what
/// an environment reference in it stands for.
final class Value {
  private static final int SHOWN = 60;

  private final Reading reading;
  private final Node node;
  private final String path;
  private final String pattern;

  Value(Reading reading, Node node, String path, String pattern) {
    this.reading = reading;
    this.node = node;
    this.path = path;
    this.pattern = pattern;
  }

  String path() {
    return path;
  }

  Node node() {
    return node;
  }

  boolean scalar() {
    return node instanceof ScalarNode;
  }

  void error(String key, String... namesAndValues) {
    reading.error(node, key, with(namesAndValues));
  }

  /// Reports something wrong with a value that may be a secret and is not shown.
  void secretError(String key, String... namesAndValues) {
    var all = new ArrayList<String>(List.of(namesAndValues));
    all.addAll(List.of("path", path));
    reading.error(node, key, all.toArray(String[]::new));
  }

  void warning(String key, String... namesAndValues) {
    reading.warning(node, key, with(namesAndValues));
  }

  private String[] with(String... namesAndValues) {
    var all = new ArrayList<String>(List.of(namesAndValues));
    all.addAll(List.of("path", path, "value", raw()));
    return all.toArray(String[]::new);
  }

  private String raw() {
    String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    String line =
        text.replaceAll("\\p{Cntrl}", " ")
            .replaceAll("//[^/@]*@", "//***@")
            .replaceAll("\\?.*", "?…");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }

  Section section() {
    return new Section(reading, node, path, pattern);
  }

  List<Value> list() {
    if (!(node instanceof SequenceNode sequence)) {
      return List.of(this);
    }
    var values = new ArrayList<Value>();
    List<Node> items = sequence.getValue();
    for (int i = 0; i < items.size(); i++) {
      values.add(new Value(reading, items.get(i), path + "[" + i + "]", pattern));
    }
    return values;
  }

  /// The text with its environment references replaced.
  @Nullable String text() {
    if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
      error("config.need.scalar");
      return null;
    }
    return References.expand(
        scalar.getValue(), reading.environment(), name -> error("config.variable", "name", name));
  }

  /// A text that is not empty.
  @Nullable String word() {
    String text = text();
    if (text != null && text.isBlank()) {
      error("config.empty");
      return null;
    }
    return text == null ? null : text.strip();
  }

  @Nullable Secret secret() {
    String text = word();
    if (text == null) {
      return null;
    }
    if (text.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
      secretError("config.secret");
      return null;
    }
    return Secret.of(text);
  }

  <T> @Nullable T parsed(String key, Function<String, Optional<T>> parser) {
    String text = word();
    if (text == null) {
      return null;
    }
    Optional<T> parsed = parser.apply(text);
    if (parsed.isEmpty()) {
      error(key);
    }
    return parsed.orElse(null);
  }

  @Nullable Duration duration() {
    return parsed("config.need.duration", Quantities::duration);
  }

  @Nullable Long size() {
    return parsed("config.need.size", Quantities::size);
  }

  @Nullable Boolean bool() {
    return parsed(
        "config.need.bool",
        t ->
            switch (t) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  @Nullable Integer integer(int from, int to) {
    BigDecimal number = decimal(Integer.toString(from), Integer.toString(to));
    if (number == null) {
      return null;
    }
    if (number.stripTrailingZeros().scale() > 0) {
      error("config.need.whole");
      return null;
    }
    return number.intValueExact();
  }

  @Nullable BigDecimal decimal(String from, String to) {
    BigDecimal number = parsed("config.need.number", Quantities::number);
    if (number == null) {
      return null;
    }
    if (number.compareTo(new BigDecimal(from)) < 0 || number.compareTo(new BigDecimal(to)) > 0) {
      error("config.range", "from", from, "to", to);
      return null;
    }
    return number;
  }

  <T> @Nullable T choice(Map<String, T> choices) {
    String text = word();
    if (text == null) {
      return null;
    }
    T chosen = choices.get(text);
    if (chosen == null) {
      String known = String.join(", ", choices.keySet().stream().sorted().toList());
      Spelling.nearest(text, choices.keySet())
          .ifPresentOrElse(
              near -> error("config.choice_near", "known", known, "near", near),
              () -> error("config.choice", "known", known));
    }
    return chosen;
  }

  @Nullable Path file() {
    return parsed("config.need.path", this::path);
  }

  private Optional<Path> path(String text) {
    try {
      return Optional.of(reading.resolve(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  @Nullable URI uri() {
    return parsed("config.need.url", Value::uri);
  }

  private static Optional<URI> uri(String text) {
    try {
      var uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
      return http && plain && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
