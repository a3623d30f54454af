package io.millrace.provider.openai;

import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.ChatRequest.Format;
import io.millrace.provider.chat.ChatRequest.Role;
import io.millrace.provider.chat.ChatRequest.Tool;
import io.millrace.provider.chat.ChatRequest.ToolChoice;
import io.millrace.provider.chat.ChatRequest.Turn;
import io.millrace.provider.chat.Part;
import io.millrace.provider.wire.RequestJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads a request of responses. Items that the assistant made one after another are one turn, as
/// are results of tools.
final class ResponseRequestReader {
  private final RequestJson body;
  private final List<Turn> turns = new ArrayList<>();
  private final List<Part> pending = new ArrayList<>();
  private Role pendingRole = Role.USER;

  ResponseRequestReader(RequestJson body) {
    this.body = body;
  }

  ChatRequest read() {
    String user = body.stringOrNull("safety_identifier");
    return new ChatRequest(
        turns(),
        ChatRequestReader.sampling(body),
        List.of(),
        body.whole("max_output_tokens"),
        tools(),
        choice(),
        body.flag("parallel_tool_calls"),
        format(),
        body.has("reasoning") ? ChatRequestReader.effort(body.child("reasoning"), "effort") : null,
        user == null ? body.stringOrNull("user") : user,
        Boolean.TRUE.equals(body.flag("stream")));
  }

  private List<Turn> turns() {
    String instructions = body.stringOrNull("instructions");
    if (instructions != null) {
      turns.add(new Turn(Role.SYSTEM, List.of(new Part.Text(instructions)), null));
    }
    if (body.node().path("input").isString()) {
      turns.add(new Turn(Role.USER, List.of(new Part.Text(body.string("input"))), null));
      return turns;
    }
    int before = turns.size();
    for (RequestJson item : body.children("input")) {
      item(item);
    }
    flush();
    if (turns.size() == before) {
      throw RequestJson.refused("input", "must hold something");
    }
    return turns;
  }

  private void item(RequestJson item) {
    String type = item.has("type") ? item.string("type") : "message";
    switch (type) {
      case "message" -> message(item);
      case "function_call" ->
          pend(
              Role.ASSISTANT,
              new Part.ToolCall(
                  item.string("call_id"), item.string("name"), item.string("arguments")));
      case "function_call_output" ->
          pend(
              Role.USER,
              new Part.ToolResult(
                  item.string("call_id"), ResponsePartReader.parts(item, "output"), false));
      case "reasoning" -> {
        // belongs to the model that thought it
      }
      default -> throw RequestJson.refused(item.at("type"), "cannot be translated");
    }
  }

  private void message(RequestJson item) {
    List<Part> parts = ResponsePartReader.parts(item, "content");
    switch (item.string("role")) {
      case "user" -> turn(Role.USER, parts);
      case "system" -> turn(Role.SYSTEM, parts);
      case "developer" -> turn(Role.DEVELOPER, parts);
      case "assistant" -> parts.forEach(part -> pend(Role.ASSISTANT, part));
      default ->
          throw RequestJson.refused(
              item.at("role"), "must be user, assistant, system or developer");
    }
  }

  private void turn(Role role, List<Part> parts) {
    flush();
    turns.add(new Turn(role, parts, null));
  }

  private void pend(Role role, Part part) {
    if (role != pendingRole) {
      flush();
    }
    pendingRole = role;
    pending.add(part);
  }

  private void flush() {
    if (!pending.isEmpty()) {
      turns.add(new Turn(pendingRole, pending, null));
      pending.clear();
    }
  }

  private List<Tool> tools() {
    var tools = new ArrayList<Tool>();
    for (RequestJson tool : body.children("tools")) {
      if (!tool.string("type").equals("function")) {
        throw RequestJson.refused(tool.at("type"), "must be function: other tools run at OpenAI");
      }
      tools.add(ChatRequestReader.tool(tool));
    }
    return tools;
  }

  private ToolChoice choice() {
    JsonNode choice = body.node().path("tool_choice");
    if (!body.has("tool_choice")) {
      return new ToolChoice.Auto();
    }
    if (choice.isString()) {
      return ChatRequestReader.choice(choice.stringValue());
    }
    RequestJson named = body.child("tool_choice");
    if (!named.string("type").equals("function")) {
      throw RequestJson.refused(named.at("type"), "must be function: other tools run at OpenAI");
    }
    return new ToolChoice.Named(named.string("name"));
  }

  private Format format() {
    if (!body.has("text") || !body.child("text").has("format")) {
      return new Format.Text();
    }
    RequestJson format = body.child("text").child("format");
    return switch (format.string("type")) {
      case "text" -> new Format.Text();
      case "json_object" -> new Format.JsonObject();
      case "json_schema" -> ChatRequestReader.schema(format);
      default ->
          throw RequestJson.refused(format.at("type"), "must be text, json_object or json_schema");
    };
  }
}
