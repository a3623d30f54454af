package io.millrace.flywheel.dataset;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the tools that a request offers, in OpenAI's or Anthropic's form.
final class ToolReader {
  private ToolReader() {}

  /// The tools of a request.
  ///
  /// @param list in OpenAI's form; null without any
  /// @param foreign whether a tool is none of the caller's functions, such as a search that the
  ///   provider runs: what it does is in no log
  record Tools(@Nullable ArrayNode list, boolean foreign) {}

  static Tools read(@Nullable JsonNode body) {
    ArrayNode list = Json.MAPPER.createArrayNode();
    boolean foreign = false;
    JsonNode tools = Json.decoded(Json.first(body, "tools"));
    if (tools != null && tools.isArray()) {
      for (JsonNode tool : tools) {
        ObjectNode function = function(tool);
        foreign |= function == null;
        if (function != null) {
          list.add(function);
        }
      }
    }
    JsonNode functions = Json.decoded(Json.first(body, "functions"));
    if (functions != null && functions.isArray()) {
      functions.forEach(function -> list.add(wrapped(function)));
    }
    return new Tools(list.isEmpty() ? null : list, foreign);
  }

  private static @Nullable ObjectNode function(JsonNode tool) {
    if (tool.path("function").isObject()) {
      return wrapped(tool.path("function"));
    }
    if (Json.text(tool, "name").isEmpty()) {
      return null;
    }
    if (tool.path("input_schema").isObject()) {
      ObjectNode function = Json.MAPPER.createObjectNode().put("name", Json.text(tool, "name"));
      if (tool.has("description")) {
        function.set("description", tool.get("description"));
      }
      function.set("parameters", tool.get("input_schema"));
      return wrapped(function);
    }
    String type = Json.text(tool, "type");
    if (!type.isEmpty() && !type.equals("function")) {
      return null;
    }
    ObjectNode function = ((ObjectNode) tool.deepCopy());
    function.remove("type");
    return wrapped(function);
  }

  private static ObjectNode wrapped(JsonNode function) {
    ObjectNode tool = Json.MAPPER.createObjectNode().put("type", "function");
    tool.set("function", function);
    return tool;
  }
}
