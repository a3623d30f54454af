package io.millrace.provider.openai;

import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.ChatRequest.Format;
import io.millrace.provider.chat.ChatRequest.Reasoning;
import io.millrace.provider.chat.ChatRequest.Role;
import io.millrace.provider.chat.ChatRequest.Sampling;
import io.millrace.provider.chat.ChatRequest.Tool;
import io.millrace.provider.chat.ChatRequest.ToolChoice;
import io.millrace.provider.chat.ChatRequest.Turn;
import io.millrace.provider.chat.Part;
import io.millrace.provider.wire.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a request of chat completions.
final class ChatRequestReader {
  private static final java.util.Set<String> EFFORTS =
      java.util.Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

  private final RequestJson body;

  ChatRequestReader(RequestJson body) {
    this.body = body;
  }

  ChatRequest read() {
    OptionalLong limit = body.whole("max_completion_tokens");
    String user = body.stringOrNull("safety_identifier");
    return new ChatRequest(
        turns(),
        sampling(body),
        stop(),
        limit.isPresent() ? limit : body.whole("max_tokens"),
        tools(),
        choice(),
        body.flag("parallel_tool_calls"),
        format(),
        effort(body, "reasoning_effort"),
        user == null ? body.stringOrNull("user") : user,
        Boolean.TRUE.equals(body.flag("stream")));
  }

  static @Nullable Reasoning effort(RequestJson holder, String name) {
    String effort = holder.stringOrNull(name);
    if (effort == null) {
      return null;
    }
    if (!EFFORTS.contains(effort)) {
      throw RequestJson.refused(
          holder.at(name), "must be none, minimal, low, medium, high, xhigh or max");
    }
    return new Reasoning(effort.equals("max") ? "xhigh" : effort, OptionalLong.empty());
  }

  static Sampling sampling(RequestJson body) {
    return new Sampling(
        body.number("temperature"),
        body.number("top_p"),
        OptionalLong.empty(),
        body.whole("seed"),
        body.number("frequency_penalty"),
        body.number("presence_penalty"));
  }

  private List<String> stop() {
    return body.node().path("stop").isString()
        ? List.of(body.string("stop"))
        : body.strings("stop");
  }

  private List<Turn> turns() {
    var turns = new ArrayList<Turn>();
    for (RequestJson message : body.children("messages")) {
      turns.add(turn(message));
    }
    if (turns.isEmpty()) {
      throw RequestJson.refused("messages", "must hold at least one message");
    }
    return turns;
  }

  private static Turn turn(RequestJson message) {
    String role = message.string("role");
    String name = role.equals("tool") ? null : message.stringOrNull("name");
    return switch (role) {
      case "system" -> new Turn(Role.SYSTEM, ChatPartReader.texts(message), name);
      case "developer" -> new Turn(Role.DEVELOPER, ChatPartReader.texts(message), name);
      case "user" -> new Turn(Role.USER, ChatPartReader.user(message), name);
      case "assistant" -> new Turn(Role.ASSISTANT, ChatPartReader.assistant(message), name);
      case "tool" -> new Turn(Role.USER, List.of(result(message)), null);
      default ->
          throw RequestJson.refused(
              message.at("role"), "must be system, developer, user, assistant or tool");
    };
  }

  private static Part result(RequestJson message) {
    return new Part.ToolResult(
        message.string("tool_call_id"), ChatPartReader.texts(message), false);
  }

  private List<Tool> tools() {
    var tools = new ArrayList<Tool>();
    for (RequestJson tool : body.children("tools")) {
      if (!tool.string("type").equals("function")) {
        throw RequestJson.refused(tool.at("type"), "must be function");
      }
      tools.add(tool(tool.child("function")));
    }
    return tools;
  }

  static Tool tool(RequestJson function) {
    JsonNode parameters = function.has("parameters") ? function.child("parameters").node() : null;
    return new Tool(
        function.string("name"),
        function.stringOrNull("description"),
        parameters,
        function.flag("strict"));
  }

  private ToolChoice choice() {
    JsonNode choice = body.node().path("tool_choice");
    if (!body.has("tool_choice")) {
      return new ToolChoice.Auto();
    }
    if (choice.isString()) {
      return choice(choice.stringValue());
    }
    RequestJson named = body.child("tool_choice");
    if (!named.string("type").equals("function")) {
      throw RequestJson.refused(named.at("type"), "must be function");
    }
    return new ToolChoice.Named(named.child("function").string("name"));
  }

  static ToolChoice choice(String word) {
    return switch (word) {
      case "auto" -> new ToolChoice.Auto();
      case "none" -> new ToolChoice.None();
      case "required" -> new ToolChoice.Required();
      default -> throw RequestJson.refused("tool_choice", "must be auto, none or required");
    };
  }

  private Format format() {
    if (!body.has("response_format")) {
      return new Format.Text();
    }
    RequestJson format = body.child("response_format");
    return switch (format.string("type")) {
      case "text" -> new Format.Text();
      case "json_object" -> new Format.JsonObject();
      case "json_schema" -> schema(format.child("json_schema"));
      default ->
          throw RequestJson.refused(format.at("type"), "must be text, json_object or json_schema");
    };
  }

  static Format schema(RequestJson schema) {
    return new Format.JsonSchema(
        Objects.requireNonNullElse(schema.stringOrNull("name"), ""),
        schema.stringOrNull("description"),
        schema.child("schema").node(),
        schema.flag("strict"));
  }
}
