package io.millrace.provider.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Every field of a protocol's requests: the one place that says what becomes of each. It checks
/// requests that are translated and is printed as docs/protocols.md. A field that is not in it is
/// refused. Immutable; checking costs one walk over the request.
public final class FieldTable {
  private final List<FieldRule> rules;
  private final Node root = new Node();

  /// @throws IllegalArgumentException for two rules with one path
  public FieldTable(List<FieldRule> rules) {
    this.rules = List.copyOf(rules);
    for (FieldRule rule : rules) {
      add(rule);
    }
  }

  /// The rules, in the order of the documents.
  public List<FieldRule> rules() {
    return rules;
  }

  private void add(FieldRule rule) {
    Node node = root;
    for (String step : rule.path().replace("[", ".[").split("\\.")) {
      if (step.equals("*")) {
        node.whole = true;
      } else {
        node = node.children.computeIfAbsent(step, _ -> new Node());
      }
    }
    if (node.rule != null) {
      throw new IllegalArgumentException("two rules for " + rule.path());
    }
    node.rule = rule;
  }

  /// Checks that a request can be said in a dialect.
  ///
  /// @return the paths of the neutral fields that are dropped, without repeats, in order
  /// @throws RefusedException for the first field that is unknown or whose loss changes the meaning
  public List<String> check(JsonNode body, Dialect dialect) {
    var dropped = new ArrayList<String>();
    walk(body, root, "", dialect, dropped);
    return dropped;
  }

  private void walk(JsonNode value, Node node, String path, Dialect dialect, List<String> dropped) {
    if (node.rule != null && decided(value, node.rule, path, dialect, dropped)) {
      return;
    }
    if (node.whole || value.isNull()) {
      return;
    }
    if (value.isArray()) {
      int index = 0;
      for (JsonNode element : value) {
        walkElement(element, node, path + "[" + index++ + "]", dialect, dropped);
      }
      return;
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      Node next = node.children.get(field.getKey());
      if (next == null) {
        throw unknown(below, dialect);
      }
      walk(field.getValue(), next, below, dialect, dropped);
    }
  }

  private void walkElement(
      JsonNode element, Node list, String path, Dialect dialect, List<String> dropped) {
    Node next = null;
    String kind = kind(element);
    if (kind != null) {
      next = list.children.get("[" + kind + "]");
    }
    if (next == null) {
      next = list.children.get("[]");
    }
    if (next == null) {
      if (list.rule != null && element.isValueNode()) {
        return;
      }
      throw unknown(kind == null ? path : path + " of type " + kind, dialect);
    }
    walk(element, next, path, dialect, dropped);
  }

  private static @Nullable String kind(JsonNode element) {
    JsonNode type = element.path("type");
    if (type.isString()) {
      return type.stringValue();
    }
    JsonNode role = element.path("role");
    return role.isString() ? role.stringValue() : null;
  }

  /// Whether nothing below this value needs a look any more.
  private static boolean decided(
      JsonNode value, FieldRule rule, String path, Dialect dialect, List<String> dropped) {
    if (value.isNull() || rule.harmless().contains(value)) {
      return true;
    }
    FieldClass verdict = rule.classes().get(dialect);
    if (verdict == null || verdict == FieldClass.MEANING) {
      throw new RefusedException(
          WireError.badField(
              path,
              "'"
                  + path
                  + "' cannot be said to an upstream of another protocol ("
                  + word(dialect)
                  + ") and would change the meaning of the request if it were left"
                  + " out: remove it, or send this call to a model whose provider speaks this"
                  + " protocol"
                  + (rule.note().isEmpty() ? "" : " (" + rule.note() + ")"),
              "unsupported_parameter"));
    }
    if (verdict == FieldClass.NEUTRAL) {
      if (!dropped.contains(rule.path())) {
        dropped.add(rule.path());
      }
      return true;
    }
    return value.isValueNode();
  }

  private static RefusedException unknown(String path, Dialect dialect) {
    return new RefusedException(
        WireError.badField(
            path,
            "'"
                + path
                + "' is not a field that can be translated to an upstream of another protocol ("
                + word(dialect)
                + "): remove it, or send this call to a model whose provider speaks"
                + " this protocol",
            "unknown_parameter"));
  }

  private static String word(Dialect dialect) {
    return switch (dialect) {
      case OPENAI -> "OpenAI chat completions";
      case ANTHROPIC -> "Anthropic messages";
      case GEMINI -> "Gemini";
    };
  }

  private static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private @Nullable FieldRule rule;
    private boolean whole;
  }
}
