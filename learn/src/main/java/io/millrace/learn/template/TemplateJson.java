package io.millrace.learn.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The stored form of a scenario template. A part is a string (constant), `{"slot":"input"}` or
/// `{"slot":"volatile","forms":[…]}`.
final class TemplateJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private TemplateJson() {}

  static String write(ScenarioTemplate scenario) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("id", scenario.id());
    root.put("name", scenario.name());
    ArrayNode versions = root.putArray("versions");
    scenario.versions().forEach(version -> write(version, versions.addObject()));
    return MAPPER.writeValueAsString(root);
  }

  private static void write(TemplateVersion version, ObjectNode node) {
    node.put("open_turns", version.openTurns());
    ArrayNode messages = node.putArray("messages");
    for (MessagePattern message : version.messages()) {
      ObjectNode each = messages.addObject();
      each.put("role", message.role());
      ArrayNode parts = each.putArray("parts");
      message.parts().forEach(part -> write(part, parts));
    }
  }

  private static void write(Part part, ArrayNode parts) {
    switch (part) {
      case Part.Constant(String text) -> parts.add(text);
      case Part.Input() -> parts.addObject().put("slot", "input");
      case Part.Volatile(List<String> forms) -> {
        ArrayNode list = parts.addObject().put("slot", "volatile").putArray("forms");
        forms.forEach(list::add);
      }
    }
  }

  static ScenarioTemplate read(String json) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("a template is not JSON: " + e.getOriginalMessage(), e);
    }
    fields(root, "id", "name", "versions");
    var versions = new ArrayList<TemplateVersion>();
    for (JsonNode version : list(root, "versions")) {
      versions.add(version(version));
    }
    return new ScenarioTemplate(text(root, "id"), text(root, "name"), versions);
  }

  private static TemplateVersion version(JsonNode node) {
    fields(node, "open_turns", "messages");
    JsonNode open = node.get("open_turns");
    if (!open.isBoolean()) {
      throw new IllegalArgumentException("open_turns is not true or false");
    }
    var messages = new ArrayList<MessagePattern>();
    for (JsonNode message : list(node, "messages")) {
      fields(message, "role", "parts");
      var parts = new ArrayList<Part>();
      list(message, "parts").forEach(part -> parts.add(part(part)));
      messages.add(new MessagePattern(text(message, "role"), parts));
    }
    return new TemplateVersion(messages, open.booleanValue());
  }

  private static Part part(JsonNode node) {
    if (node.isString()) {
      return new Part.Constant(node.stringValue());
    }
    if (!node.isObject() || !node.has("slot")) {
      throw new IllegalArgumentException("a part is neither a string nor a slot");
    }
    return switch (text(node, "slot")) {
      case "input" -> {
        fields(node, "slot");
        yield new Part.Input();
      }
      case "volatile" -> {
        fields(node, "slot", "forms");
        var forms = new ArrayList<String>();
        list(node, "forms").forEach(form -> forms.add(string(form, "forms")));
        yield new Part.Volatile(forms);
      }
      default -> throw new IllegalArgumentException("unknown slot: " + text(node, "slot"));
    };
  }

  private static void fields(JsonNode node, String... names) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("an object with " + String.join(", ", names) + " is due");
    }
    Set<String> found = node.propertyNames().stream().collect(Collectors.toSet());
    if (!found.equals(Set.of(names))) {
      throw new IllegalArgumentException(
          "fields " + new java.util.TreeSet<>(found) + " where " + List.of(names) + " are due");
    }
  }

  private static JsonNode list(JsonNode node, String name) {
    JsonNode list = node.get(name);
    if (!list.isArray()) {
      throw new IllegalArgumentException(name + " is not a list");
    }
    return list;
  }

  private static String text(JsonNode node, String name) {
    return string(node.get(name), name);
  }

  private static String string(JsonNode node, String name) {
    if (!node.isString()) {
      throw new IllegalArgumentException(name + " is not a string");
    }
    return node.stringValue();
  }
}
