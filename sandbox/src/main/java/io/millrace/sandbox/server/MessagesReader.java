package io.millrace.sandbox.server;

import io.millrace.sandbox.server.ChatCall.Choice;
import io.millrace.sandbox.server.ChatCall.Delivery;
import io.millrace.sandbox.server.ChatCall.Limits;
import io.millrace.sandbox.server.ChatCall.Shape;
import io.millrace.sandbox.server.ChatCall.Tool;
import io.millrace.sandbox.server.ChatCall.Tools;
import io.millrace.sandbox.server.ChatCall.Turn;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads requests for Anthropic's messages.
final class MessagesReader {
  private MessagesReader() {}

  static ChatCall read(JsonNode body, String model) throws Refused {
    if (!body.path("max_tokens").isNumber()) {
      throw Refused.invalid("max_tokens: Field required");
    }
    return readForCount(body, model);
  }

  /// For counting tokens no limit is required.
  static ChatCall readForCount(JsonNode body, String model) throws Refused {
    var thinking = Json.string(body.path("thinking"), "type");
    var limits =
        new Limits(
            Json.number(body, "max_tokens", 0),
            ChatReader.strings(body.path("stop_sequences")),
            1,
            thinking.equals("enabled") || thinking.equals("adaptive"));
    var delivery = new Delivery(Json.isTrue(body, "stream"), true, -1);
    return new ChatCall(model, turns(body), tools(body), shape(body), limits, delivery, body);
  }

  private static List<Turn> turns(JsonNode body) throws Refused {
    var messages = body.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw Refused.invalid("messages: at least one message is required");
    }
    var turns = new ArrayList<Turn>();
    var system = Parts.of(body.path("system"));
    if (!system.text().isEmpty()) {
      turns.add(new Turn("system", system.text(), List.of(), system.cached()));
    }
    for (JsonNode message : messages) {
      String role = Json.string(message, "role");
      if (!role.equals("user") && !role.equals("assistant")) {
        throw Refused.invalid("messages: role must be 'user' or 'assistant', not '" + role + "'");
      }
      message(role, message.path("content"), turns);
    }
    return turns;
  }

  /// Tool results are turns of their own; what else stands beside them follows.
  private static void message(String role, JsonNode content, List<Turn> turns) {
    boolean results = false;
    for (JsonNode block : content) {
      if (Json.string(block, "type").equals("tool_result")) {
        var parts = Parts.of(block.path("content"));
        boolean cached = block.path("cache_control").isObject();
        turns.add(new Turn("tool", parts.text(), parts.attachments(), cached));
        results = true;
      }
    }
    var parts = Parts.of(content);
    if (!results || !parts.text().isEmpty()) {
      turns.add(new Turn(role, parts.text(), parts.attachments(), parts.cached()));
    }
  }

  private static Tools tools(JsonNode body) {
    var offered = new ArrayList<Tool>();
    for (JsonNode tool : body.path("tools")) {
      if (tool.path("input_schema").isObject()) {
        offered.add(
            new Tool(
                Json.string(tool, "name"),
                Json.string(tool, "description"),
                tool.path("input_schema")));
      }
    }
    var choice = body.path("tool_choice");
    var mode =
        switch (Json.string(choice, "type")) {
          case "any", "tool" -> Choice.REQUIRED;
          case "none" -> Choice.NONE;
          default -> Choice.AUTO;
        };
    boolean parallel = !Json.isTrue(choice, "disable_parallel_tool_use");
    return new Tools(offered, mode, Json.string(choice, "name"), parallel);
  }

  private static Shape shape(JsonNode body) {
    var format = Json.first(body.path("output_config"), "format");
    if (format.isMissingNode()) {
      format = body.path("output_format");
    }
    return Json.string(format, "type").equals("json_schema")
        ? new Shape(format.path("schema"), true)
        : Shape.FREE;
  }
}
