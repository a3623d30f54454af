package io.millrace.app.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A mapping of a configuration file, read by key. What was never asked for is reported by [#done].
/// One thread at a time.
final class Section {
  private final Reading reading;
  private final Node node;
  private final String path;
  private final String pattern;
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Set<String> asked = new TreeSet<>();

  /// @param node not a mapping is a problem, and the section is then empty
  Section(Reading reading, Node node, String path, String pattern) {
    this.reading = reading;
    this.node = node;
    this.path = path;
    this.pattern = pattern;
    switch (node) {
      case MappingNode mapping -> mapping.getValue().forEach(this::take);
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> {}
      default -> reading.error(node, "config.need.mapping", "path", shown());
    }
  }

  private void take(NodeTuple tuple) {
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      reading.error(tuple.getKeyNode(), "config.need.key", "path", shown());
      return;
    }
    Node first = keys.putIfAbsent(key.getValue(), key);
    if (first != null) {
      int line = first.getStartMark().map(m -> m.getLine() + 1).orElse(0);
      reading.error(key, "config.duplicate", "key", key.getValue(), "line", Integer.toString(line));
      return;
    }
    values.put(key.getValue(), tuple.getValueNode());
  }

  private String shown() {
    return path.isEmpty() ? "/" : path;
  }

  Node node() {
    return node;
  }

  String path() {
    return path;
  }

  /// The value of a key; null when it is absent or empty.
  @Nullable Value value(String key) {
    asked.add(key);
    String full = join(pattern, key);
    reading.ask(full);
    Node value = values.get(key);
    if (value == null || value.getTag().equals(Tag.NULL)) {
      return null;
    }
    reading.meet(full);
    return new Value(reading, value, join(path, key), full);
  }

  /// The value of a key that must be there; null when it is not, which is then reported.
  @Nullable Value required(String key) {
    Value value = value(key);
    if (value == null) {
      reading.error(keyNode(key), "config.required", "path", shown(), "key", key);
    }
    return value;
  }

  /// Where a key stands, or the section when it does not.
  Node keyNode(String key) {
    return keys.getOrDefault(key, node);
  }

  /// The section of a key, an empty one when it is absent.
  Section section(String key) {
    Value value = value(key);
    return value == null
        ? new Section(reading, NOTHING, join(path, key), join(pattern, key))
        : value.section();
  }

  private static final Node NOTHING =
      new ScalarNode(Tag.NULL, "", org.snakeyaml.engine.v2.common.ScalarStyle.PLAIN);

  /// The values of a list; a single value counts as a list of one.
  List<Value> list(String key) {
    Value value = value(key);
    return value == null ? List.of() : value.list();
  }

  /// A number within bounds; a default where the key is absent or its value was reported.
  double number(String key, String from, String to, double otherwise) {
    Value value = value(key);
    BigDecimal read = value == null ? null : value.decimal(from, to);
    return read == null ? otherwise : read.doubleValue();
  }

  /// A text that is not empty; a default likewise.
  String word(String key, String otherwise) {
    Value value = value(key);
    String word = value == null ? null : value.word();
    return word == null ? otherwise : word;
  }

  /// All values of a section whose keys are free names.
  Map<String, Value> named() {
    var named = new LinkedHashMap<String, Value>();
    values.forEach((key, value) -> {
      asked.add(key);
      reading.meet(join(pattern, "*"));
      named.put(key, new Value(reading, value, join(path, key), join(pattern, "*")));
    });
    reading.ask(join(pattern, "*"));
    return named;
  }

  /// Whether a key is there with a value.
  boolean has(String key) {
    Node value = values.get(key);
    return value != null && !value.getTag().equals(Tag.NULL);
  }

  /// Reports something wrong with the section as a whole.
  void error(String key, String... namesAndValues) {
    var all = new ArrayList<String>(List.of(namesAndValues));
    all.addAll(List.of("path", shown()));
    reading.error(node, key, all.toArray(String[]::new));
  }

  /// Reports every key that nobody asked for.
  void done() {
    for (Map.Entry<String, Node> key : keys.entrySet()) {
      if (!asked.contains(key.getKey())) {
        unknown(key.getValue(), key.getKey());
      }
    }
  }

  private void unknown(Node at, String key) {
    var candidates = new ArrayList<>(asked);
    Spelling.nearest(key, candidates)
        .ifPresentOrElse(
            near ->
                reading.error(at, "config.unknown_near", "key", key, "path", shown(), "near", near),
            () ->
                reading.error(
                    at,
                    "config.unknown",
                    "key",
                    key,
                    "path",
                    shown(),
                    "known",
                    String.join(", ", candidates)));
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
