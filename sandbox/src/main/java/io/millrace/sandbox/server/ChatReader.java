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

/// Reads requests for OpenAI's chat completions.
final class ChatReader {
  private ChatReader() {}

  static ChatCall read(JsonNode body, String model) throws Refused {
    var messages = body.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw Refused.invalid("Missing required parameter: 'messages'.");
    }
    var turns = new ArrayList<Turn>();
    for (JsonNode message : messages) {
      turns.add(turn(message));
    }
    return new ChatCall(model, turns, tools(body), shape(body), limits(body), delivery(body), body);
  }

  private static Turn turn(JsonNode message) throws Refused {
    String role = Json.string(message, "role");
    return switch (role) {
      case "system", "developer" -> content("system", message);
      case "user" -> content("user", message);
      case "assistant" -> content("assistant", message);
      case "tool", "function" -> content("tool", message);
      default ->
          throw Refused.invalid(
              "Invalid value: '"
                  + role
                  + "'. Supported values are: 'system', 'developer',"
                  + " 'assistant', 'user', 'function', and 'tool'.");
    };
  }

  private static Turn content(String role, JsonNode message) {
    var parts = Parts.of(message.path("content"));
    return new Turn(role, parts.text(), parts.attachments(), false);
  }

  private static Tools tools(JsonNode body) {
    var offered = new ArrayList<Tool>();
    for (JsonNode tool : body.path("tools")) {
      var function = tool.path("function");
      offered.add(
          new Tool(
              Json.string(function, "name"),
              Json.string(function, "description"),
              function.path("parameters")));
    }
    var choice = body.path("tool_choice");
    boolean parallel =
        !body.path("parallel_tool_calls").isBoolean()
            || body.path("parallel_tool_calls").booleanValue();
    return new Tools(
        offered, choice(choice), Json.string(choice.path("function"), "name"), parallel);
  }

  /// OpenAI's words for it, in chat completions and in responses.
  static Choice choice(JsonNode choice) {
    if (choice.isObject()) {
      return Choice.REQUIRED;
    }
    return switch (choice.isString() ? choice.stringValue() : "auto") {
      case "none" -> Choice.NONE;
      case "required" -> Choice.REQUIRED;
      default -> Choice.AUTO;
    };
  }

  private static Shape shape(JsonNode body) {
    var format = body.path("response_format");
    return switch (Json.string(format, "type")) {
      case "json_schema" -> new Shape(format.path("json_schema").path("schema"), true);
      case "json_object" -> new Shape(null, true);
      default -> Shape.FREE;
    };
  }

  private static Limits limits(JsonNode body) throws Refused {
    int choices = Json.number(body, "n", 1);
    if (choices < 1 || choices > 128) {
      throw Refused.invalid(
          "Invalid 'n': expected a value from 1 to 128, but got " + choices + ".");
    }
    int most = Json.number(body, "max_completion_tokens", Json.number(body, "max_tokens", 0));
    return new Limits(
        most, strings(body.path("stop")), choices, thinks(body.path("reasoning_effort")));
  }

  /// Whether an effort of reasoning was asked for.
  static boolean thinks(JsonNode effort) {
    return effort.isString() && !List.of("none", "minimal").contains(effort.stringValue());
  }

  /// A string or a list of strings.
  static List<String> strings(JsonNode node) {
    var strings = new ArrayList<String>();
    for (JsonNode one : node.isArray() ? node : List.of(node)) {
      if (one.isString() && !one.stringValue().isEmpty()) {
        strings.add(one.stringValue());
      }
    }
    return strings;
  }

  private static Delivery delivery(JsonNode body) {
    boolean usage = Json.isTrue(body.path("stream_options"), "include_usage");
    int logprobs = Json.isTrue(body, "logprobs") ? Json.number(body, "top_logprobs", 0) : -1;
    return new Delivery(Json.isTrue(body, "stream"), usage, Math.min(logprobs, 20));
  }
}
