package io.millrace.sandbox.server;

import io.millrace.sandbox.TextHash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes up values that satisfy a JSON schema (the parts that providers support, Gemini's upper
/// case types too), with words of the question where they fit: a function of schema and question.
final class SchemaValues {
  private static final int DEEP = 5;
  private static final int TOO_DEEP = 40;

  private final JsonNode root;
  private final String salt;
  private final StringValues strings;

  SchemaValues(JsonNode root, String question, long seed) {
    this.root = root;
    this.salt = seed + question;
    this.strings = new StringValues(question);
  }

  /// A value for the whole schema; an empty object when there is none.
  JsonNode value() {
    return root.isObject() ? value(root, "", 0) : Json.object();
  }

  private JsonNode value(JsonNode schema, String path, int depth) {
    if (depth > TOO_DEEP) {
      return Json.object().nullNode();
    }
    if (schema.path("$ref").isString()) {
      return value(target(schema.path("$ref").stringValue()), path, depth + 1);
    }
    if (schema.has("const")) {
      return schema.path("const");
    }
    if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
      return chosen(schema.path("enum"), path);
    }
    for (String word : List.of("anyOf", "oneOf")) {
      if (schema.path(word).isArray() && !schema.path(word).isEmpty()) {
        return value(simplest(schema.path(word), depth), path, depth + 1);
      }
    }
    return schema.path("allOf").isArray()
        ? merged(schema, path, depth)
        : typed(schema, type(schema), path, depth);
  }

  private JsonNode chosen(JsonNode values, String path) {
    for (JsonNode value : values) {
      if (value.isString() && strings.mentions(value.stringValue())) {
        return value;
      }
    }
    return values.get(TextHash.index(salt, path, values.size()));
  }

  /// The first alternative; deep down, one that ends.
  private static JsonNode simplest(JsonNode alternatives, int depth) {
    if (depth > DEEP) {
      for (JsonNode one : alternatives) {
        if (!one.has("$ref") && !type(one).equals("object") && !type(one).equals("array")) {
          return one;
        }
      }
    }
    return alternatives.get(0);
  }

  private JsonNode target(String reference) {
    if (reference.equals("#")) {
      return root;
    }
    JsonNode at = root;
    if (reference.startsWith("#/")) {
      for (String step : reference.substring(2).split("/")) {
        at = at.path(step.replace("~1", "/").replace("~0", "~"));
      }
    }
    return at;
  }

  /// All parts together, their properties in one object.
  private JsonNode merged(JsonNode schema, String path, int depth) {
    var all = Json.object();
    JsonNode last = all;
    for (JsonNode part : schema.path("allOf")) {
      last = value(part, path, depth + 1);
      if (last instanceof ObjectNode object) {
        all.setAll(object);
      }
    }
    if (schema.path("properties").isObject()) {
      all.setAll((ObjectNode) object(schema, path, depth));
    }
    return last.isObject() ? all : last;
  }

  private static String type(JsonNode schema) {
    var type = schema.path("type");
    String name = "";
    for (JsonNode one : type.isArray() ? type : List.of(type)) {
      if (one.isString() && (name.isEmpty() || name.equals("null"))) {
        name = one.stringValue().toLowerCase(Locale.ROOT);
      }
    }
    if (!name.isEmpty()) {
      return name;
    }
    if (schema.has("properties")) {
      return "object";
    }
    return schema.has("items") || schema.has("prefixItems") ? "array" : "string";
  }

  private JsonNode typed(JsonNode schema, String type, String path, int depth) {
    var nodes = Json.object();
    return switch (type) {
      case "object" -> object(schema, path, depth);
      case "array" -> array(schema, path, depth);
      case "boolean" -> nodes.booleanNode(TextHash.unit(salt, path) < 0.5);
      case "null" -> nodes.nullNode();
      case "integer", "number" -> NumberValues.number(schema, type, TextHash.unit(salt, path));
      default -> nodes.stringNode(strings.string(schema, path));
    };
  }

  private JsonNode object(JsonNode schema, String path, int depth) {
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asString("")));
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : schema.path("properties").properties()) {
      if (required.remove(entry.getKey()) || depth <= DEEP) {
        values.put(entry.getKey(), value(entry.getValue(), inner(path, entry.getKey()), depth + 1));
      }
    }
    for (String name : required) {
      values.put(name, value(Json.object(), inner(path, name), depth + 1));
    }
    var object = Json.object();
    values.forEach(object::set);
    return object;
  }

  private static String inner(String path, String name) {
    return path + "/" + name;
  }

  private JsonNode array(JsonNode schema, String path, int depth) {
    var items = new ArrayList<JsonNode>();
    for (JsonNode item : schema.path("prefixItems")) {
      items.add(value(item, inner(path, "" + items.size()), depth + 1));
    }
    int least = Json.number(schema, "minItems", 0);
    int most = Json.number(schema, "maxItems", Integer.MAX_VALUE);
    int wanted = Math.min(most, Math.max(least, depth > DEEP ? 0 : 2));
    var array = Json.array();
    items.forEach(array::add);
    var seen = new HashSet<>(items);
    boolean distinct = Json.isTrue(schema, "uniqueItems");
    for (int i = items.size(); i < wanted && schema.path("items").isObject(); i++) {
      var item = value(schema.path("items"), inner(path, "" + i), depth + 1);
      if (seen.add(item) || !distinct) {
        array.add(item);
      }
    }
    return array;
  }
}
