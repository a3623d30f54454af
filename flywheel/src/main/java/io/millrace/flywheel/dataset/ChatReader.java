package io.millrace.flywheel.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads recorded bodies of OpenAI's chat and responses and of Anthropic's messages into OpenAI's
/// chat form: every role, every call of a tool and its result. Thinking is left out, as it is no
/// part of an answer; a body with what text cannot say is refused. One body, one reader.
final class ChatReader {
  private static final Set<String> TEXT = Set.of("text", "input_text", "output_text", "refusal");

  /// Parts that say nothing, or that are read elsewhere.
  private static final Set<String> SILENT =
      Set.of(
          "thinking",
          "redacted_thinking",
          "reasoning",
          "reasoning_content",
          "tool_use",
          "tool_result");

  private final List<ObjectNode> messages = new ArrayList<>();
  private @Nullable String fault;

  private ChatReader() {}

  /// What came of a body.
  sealed interface Outcome<T> {
    /// It was read.
    record Read<T>(T value) implements Outcome<T> {}

    /// It cannot be said in chat form.
    ///
    /// @param reason `not_text`, `foreign_tools` or `unreadable`
    record Refused<T>(String reason) implements Outcome<T> {}
  }

  /// The conversation that a request holds.
  static Outcome<Chat> request(@Nullable JsonNode body, @Nullable JsonNode apart) {
    var reader = new ChatReader();
    reader.readRequest(body, apart);
    ToolReader.Tools tools = ToolReader.read(body);
    if (tools.foreign() && reader.fault == null) {
      reader.fault = "foreign_tools";
    }
    if (reader.messages.isEmpty() && reader.fault == null) {
      reader.fault = "unreadable";
    }
    return reader.fault != null
        ? new Outcome.Refused<>(reader.fault)
        : new Outcome.Read<>(new Chat(reader.messages, tools.list(), parallel(body)));
  }

  private static @Nullable Boolean parallel(@Nullable JsonNode body) {
    JsonNode stated = Json.first(body, "parallel_tool_calls");
    return stated != null && stated.isBoolean() ? stated.booleanValue() : null;
  }

  /// The message that an answer holds.
  static Outcome<ObjectNode> answer(@Nullable JsonNode response) {
    var reader = new ChatReader();
    reader.readAnswer(Json.decoded(response));
    if (reader.fault != null) {
      return new Outcome.Refused<>(reader.fault);
    }
    return reader.messages.size() == 1
            && Json.text(reader.messages.getFirst(), "role").equals("assistant")
        ? new Outcome.Read<>(reader.messages.getFirst())
        : new Outcome.Refused<>("unreadable");
  }

  private void readAnswer(@Nullable JsonNode response) {
    if (response == null) {
      return;
    }
    if (response.isArray() && !response.isEmpty()) {
      readAnswer(response.get(response.size() - 1));
    } else if (response.path("choices").isArray()) {
      readChoice(response.path("choices"));
    } else if (response.path("output").isArray()) {
      response.path("output").forEach(item -> readMessage(item, "assistant"));
    } else {
      readMessage(response, "assistant");
    }
  }

  private void readChoice(JsonNode choices) {
    JsonNode choice = choices.get(0);
    for (JsonNode other : choices) {
      if (other.path("index").asString("").equals("0")) {
        choice = other;
        break;
      }
    }
    JsonNode message = Json.first(choice, "message", "delta");
    if (message != null) {
      readMessage(message, "assistant");
    }
  }

  private void readRequest(@Nullable JsonNode body, @Nullable JsonNode apart) {
    JsonNode system = Json.first(body, "system", "instructions");
    if (system != null) {
      put("system", content(system));
    }
    JsonNode list = apart == null ? Json.decoded(Json.first(body, "messages")) : apart;
    if (list == null) {
      list = Json.first(body, "input", "prompt");
    }
    if (list == null) {
      return;
    }
    if (list.isString()) {
      put("user", list.stringValue());
    } else if (list.isArray()) {
      list.forEach(message -> readMessage(message, ""));
    } else if (Json.first(list, "messages") != null) {
      readRequest(list, null);
    } else {
      readMessage(list, "");
    }
  }

  private void readMessage(JsonNode message, String defaultRole) {
    if (message.isString()) {
      put("user", message.stringValue());
      return;
    }
    switch (Json.text(message, "type")) {
      case "function_call" -> called(call(message, message, Json.text(message, "call_id")));
      case "function_call_output" ->
          result(Json.text(message, "call_id"), content(message.path("output")));
      case "reasoning" -> {}
      default -> readTurn(message, defaultRole);
    }
  }

  private void readTurn(JsonNode message, String defaultRole) {
    String role = Json.text(message, "role");
    if (role.isEmpty()) {
      role = defaultRole;
    }
    switch (role) {
      case "" -> refuse("unreadable");
      case "tool" -> result(Json.text(message, "tool_call_id"), content(message.path("content")));
      case "function" -> result(lastCall(), content(message.path("content")));
      default -> {
        if (Json.first(message, "audio") != null) {
          refuse("not_text");
        }
        readSpeech(role, message);
      }
    }
  }

  private void readSpeech(String role, JsonNode message) {
    JsonNode content = message.path("content");
    if (role.equals("user") && content.isArray()) {
      content.forEach(this::readResult);
    }
    String text = content(content);
    List<ObjectNode> calls = calls(message);
    boolean results = role.equals("user") && holds(content, "tool_result");
    if (text.isEmpty() && calls.isEmpty() && results) {
      return;
    }
    ObjectNode turn = put(role, text);
    String name = Json.text(message, "name");
    if (!name.isEmpty()) {
      turn.put("name", name);
    }
    if (!calls.isEmpty()) {
      if (text.isEmpty()) {
        turn.putNull("content");
      }
      turn.putArray("tool_calls").addAll(calls);
    }
  }

  private static boolean holds(JsonNode content, String type) {
    for (JsonNode part : content) {
      if (Json.text(part, "type").equals(type)) {
        return true;
      }
    }
    return false;
  }

  private void readResult(JsonNode part) {
    if (Json.text(part, "type").equals("tool_result")) {
      result(Json.text(part, "tool_use_id"), content(part.path("content")));
    }
  }

  private List<ObjectNode> calls(JsonNode message) {
    List<ObjectNode> calls = new ArrayList<>();
    for (JsonNode call : message.path("tool_calls")) {
      calls.add(call(call, call.path("function"), Json.text(call, "id")));
    }
    if (message.path("function_call").isObject()) {
      calls.add(call(message, message.path("function_call"), ""));
    }
    for (JsonNode part : message.path("content")) {
      if (Json.text(part, "type").equals("tool_use")) {
        calls.add(call(part, part, Json.text(part, "id")));
      }
    }
    return calls;
  }

  private ObjectNode call(JsonNode whole, JsonNode function, String id) {
    String name = Json.text(function, "name");
    if (name.isEmpty()) {
      refuse("foreign_tools");
    }
    JsonNode arguments = Json.first(function, "arguments", "input");
    ObjectNode call = Json.MAPPER.createObjectNode();
    call.put("id", id.isEmpty() ? "call_" + messages.size() : id).put("type", "function");
    call.putObject("function")
        .put("name", name)
        .put("arguments", arguments == null ? "{}" : written(arguments));
    if (Json.text(whole, "type").equals("custom")) {
      refuse("foreign_tools");
    }
    return call;
  }

  private static String written(JsonNode arguments) {
    return arguments.isString()
        ? arguments.stringValue()
        : Json.MAPPER.writeValueAsString(arguments);
  }

  /// Calls that stand as items of their own belong to the assistant's last turn.
  private void called(ObjectNode call) {
    ObjectNode last = messages.isEmpty() ? null : messages.getLast();
    if (last == null || !Json.text(last, "role").equals("assistant")) {
      last = put("assistant", "");
      last.putNull("content");
    }
    last.withArray("tool_calls").add(call);
  }

  private String lastCall() {
    for (ObjectNode message : messages.reversed()) {
      if (message.path("tool_calls") instanceof ArrayNode calls && !calls.isEmpty()) {
        return Json.text(calls.get(calls.size() - 1), "id");
      }
    }
    return "";
  }

  private void result(String id, String text) {
    put("tool", text).put("tool_call_id", id);
  }

  private ObjectNode put(String role, String text) {
    ObjectNode message = Json.MAPPER.createObjectNode().put("role", role).put("content", text);
    messages.add(message);
    return message;
  }

  /// The text of a content, parts joined as a log's reader joins them.
  private String content(JsonNode content) {
    if (content.isString()) {
      return content.stringValue();
    }
    var text = new ArrayList<String>();
    for (JsonNode part : content.isObject() ? List.of(content) : content) {
      String type = Json.text(part, "type");
      if (part.isString()) {
        text.add(part.stringValue());
      } else if (type.isEmpty() ? part.path("text").isString() : TEXT.contains(type)) {
        text.add(Json.text(part, type.equals("refusal") ? "refusal" : "text"));
      } else if (!SILENT.contains(type)) {
        refuse("not_text");
      }
    }
    return String.join("\n", text);
  }

  private void refuse(String reason) {
    if (fault == null) {
      fault = reason;
    }
  }
}
