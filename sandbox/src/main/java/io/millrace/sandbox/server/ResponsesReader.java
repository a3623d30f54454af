package io.millrace.sandbox.server;

import io.millrace.sandbox.server.ChatCall.Delivery;
import io.millrace.sandbox.server.ChatCall.Limits;
import io.millrace.sandbox.server.ChatCall.Shape;
import io.millrace.sandbox.server.ChatCall.Tool;
import io.millrace.sandbox.server.ChatCall.Tools;
import io.millrace.sandbox.server.ChatCall.Turn;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads requests for OpenAI's responses. The sandbox keeps no responses, so none can be gone on
/// from.
final class ResponsesReader {
  private ResponsesReader() {}

  static ChatCall read(JsonNode body, String model) throws Refused {
    String previous = Json.string(body, "previous_response_id");
    if (!previous.isEmpty()) {
      throw new Refused(
          400,
          "previous_response_not_found",
          "Previous response with id '" + previous + "' not found.");
    }
    var limits =
        new Limits(
            Json.number(body, "max_output_tokens", 0),
            List.of(),
            1,
            ChatReader.thinks(body.path("reasoning").path("effort")));
    return new ChatCall(
        model,
        turns(body),
        tools(body),
        shape(body),
        limits,
        new Delivery(Json.isTrue(body, "stream"), true, -1),
        body);
  }

  private static List<Turn> turns(JsonNode body) throws Refused {
    var turns = new ArrayList<Turn>();
    String instructions = Json.string(body, "instructions");
    if (!instructions.isEmpty()) {
      turns.add(Turn.of("system", instructions));
    }
    var input = body.path("input");
    if (input.isString()) {
      turns.add(Turn.of("user", input.stringValue()));
    } else if (input.isArray() && !input.isEmpty()) {
      for (JsonNode item : input) {
        item(item, turns);
      }
    } else {
      throw Refused.invalid("Missing required parameter: 'input'.");
    }
    return turns;
  }

  private static void item(JsonNode item, List<Turn> turns) throws Refused {
    switch (Json.string(item, "type")) {
      case "", "message" -> turns.add(message(item));
      case "function_call" -> turns.add(Turn.of("assistant", ""));
      case "function_call_output" -> {
        var output = item.path("output");
        turns.add(Turn.of("tool", Parts.of(output).text()));
      }
      case "reasoning", "item_reference" -> {}
      default ->
          throw Refused.invalid("Invalid value: '" + Json.string(item, "type") + "' in 'input'.");
    }
  }

  private static Turn message(JsonNode item) throws Refused {
    String role = Json.string(item, "role");
    if (!List.of("system", "developer", "user", "assistant").contains(role)) {
      throw Refused.invalid("Invalid value: '" + role + "' for the role of a message.");
    }
    var parts = Parts.of(item.path("content"));
    String plain = role.equals("developer") ? "system" : role;
    return new Turn(plain, parts.text(), parts.attachments(), false);
  }

  private static Tools tools(JsonNode body) {
    var offered = new ArrayList<Tool>();
    for (JsonNode tool : body.path("tools")) {
      if (Json.string(tool, "type").equals("function")) {
        offered.add(
            new Tool(
                Json.string(tool, "name"),
                Json.string(tool, "description"),
                tool.path("parameters")));
      }
    }
    var choice = body.path("tool_choice");
    var parallel = body.path("parallel_tool_calls");
    return new Tools(
        offered,
        ChatReader.choice(choice),
        Json.string(choice, "name"),
        !parallel.isBoolean() || parallel.booleanValue());
  }

  private static Shape shape(JsonNode body) {
    var format = body.path("text").path("format");
    return switch (Json.string(format, "type")) {
      case "json_schema" -> new Shape(format.path("schema"), true);
      case "json_object" -> new Shape(null, true);
      default -> Shape.FREE;
    };
  }
}
