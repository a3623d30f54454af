package io.millrace.provider.anthropic;

import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.ChatRequest.Format;
import io.millrace.provider.chat.ChatRequest.Role;
import io.millrace.provider.chat.ChatRequest.Sampling;
import io.millrace.provider.chat.ChatRequest.Tool;
import io.millrace.provider.chat.ChatRequest.ToolChoice;
import io.millrace.provider.chat.ChatRequest.Turn;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a request as Anthropic messages. System turns before all others become `system`; later
/// ones stay where they are, as a message of role `system`, which newer models know and older ones
/// refuse themselves: moving them would change what they mean.
final class AnthropicRequestWriter {
  private final ChatRequest request;
  private final String model;
  private final ObjectNode body = Json.object();

  AnthropicRequestWriter(ChatRequest request, String model) {
    this.request = request;
    this.model = model;
  }

  ObjectNode write() {
    body.put("model", model);
    ThinkingWords.write(request, model, body);
    sampling(request.sampling());
    if (!request.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop_sequences");
      request.stop().forEach(stop::add);
    }
    format(request.format());
    tools();
    if (request.user() != null) {
      body.putObject("metadata").put("user_id", request.user());
    }
    turns();
    if (request.stream()) {
      body.put("stream", true);
    }
    return body;
  }

  private void sampling(Sampling sampling) {
    OptionalDouble temperature = sampling.temperature();
    if (temperature.isPresent() && temperature.getAsDouble() > 1) {
      throw RequestJson.refused("temperature", "must be at most 1 at Anthropic");
    }
    refusePenalty("frequency_penalty", sampling.frequencyPenalty());
    refusePenalty("presence_penalty", sampling.presencePenalty());
    temperature.ifPresent(value -> body.put("temperature", value));
    sampling.topP().ifPresent(value -> body.put("top_p", value));
    sampling.topK().ifPresent(value -> body.put("top_k", value));
  }

  private static void refusePenalty(String name, OptionalDouble penalty) {
    if (penalty.isPresent() && penalty.getAsDouble() != 0) {
      throw RequestJson.refused(name, "cannot be said to Anthropic: remove it");
    }
  }

  private void format(Format format) {
    switch (format) {
      case Format.Text() -> {}
      case Format.JsonObject() ->
          throw RequestJson.refused(
              "response_format", "must be a json_schema at Anthropic, which knows no json_object");
      case Format.JsonSchema schema -> {
        ObjectNode node = body.withObjectProperty("output_config").putObject("format");
        node.put("type", "json_schema").set("schema", schema.schema());
      }
    }
  }

  private void tools() {
    if (request.tools().isEmpty()) {
      return;
    }
    ArrayNode tools = body.putArray("tools");
    for (Tool tool : request.tools()) {
      ObjectNode node = tools.addObject().put("name", tool.name());
      if (tool.description() != null) {
        node.put("description", tool.description());
      }
      node.set("input_schema", schema(tool.parameters()));
      if (Boolean.TRUE.equals(tool.strict())) {
        node.put("strict", true); // a model that cannot refuses the word itself, even as false
      }
    }
    choice();
  }

  private static JsonNode schema(@Nullable JsonNode parameters) {
    if (parameters instanceof ObjectNode object) {
      return object.has("type") ? object : object.deepCopy().put("type", "object");
    }
    ObjectNode nothing = Json.object().put("type", "object");
    nothing.putObject("properties");
    return nothing;
  }

  private void choice() {
    boolean single = Boolean.FALSE.equals(request.parallelTools());
    ObjectNode choice =
        switch (request.toolChoice()) {
          case ToolChoice.Auto() -> Json.object().put("type", "auto");
          case ToolChoice.None() -> Json.object().put("type", "none");
          case ToolChoice.Required() -> Json.object().put("type", "any");
          case ToolChoice.Named(String name) -> Json.object().put("type", "tool").put("name", name);
        };
    boolean none = request.toolChoice() instanceof ToolChoice.None;
    if (single && !none) {
      choice.put("disable_parallel_tool_use", true);
    }
    if (single || !(request.toolChoice() instanceof ToolChoice.Auto)) {
      body.set("tool_choice", choice);
    }
  }

  private void turns() {
    List<Turn> turns = request.turns();
    int first = 0;
    ArrayNode system = Json.array();
    while (first < turns.size() && isInstruction(turns.get(first))) {
      new AnthropicTurnWriter(turns.get(first), first).blocks().forEach(system::add);
      first++;
    }
    if (!system.isEmpty()) {
      body.set("system", system);
    }
    body.set("messages", messages(turns, first));
  }

  static boolean isInstruction(Turn turn) {
    return turn.role() == Role.SYSTEM || turn.role() == Role.DEVELOPER;
  }

  /// Turns of one speaker that follow one another become one message: results of tools must stand
  /// together in the message after their calls, and before whatever else it says.
  private static ArrayNode messages(List<Turn> turns, int first) {
    ArrayNode messages = Json.array();
    int at = first;
    while (at < turns.size()) {
      String role = role(turns.get(at));
      var results = new ArrayList<ObjectNode>();
      var others = new ArrayList<ObjectNode>();
      while (at < turns.size() && role(turns.get(at)).equals(role)) {
        for (ObjectNode block : new AnthropicTurnWriter(turns.get(at), at).blocks()) {
          boolean result = block.path("type").asString("").equals("tool_result");
          (result ? results : others).add(block);
        }
        at++;
      }
      results.addAll(others);
      if (!results.isEmpty()) {
        messages.addObject().put("role", role).putArray("content").addAll(results);
      }
    }
    refuseContinuation(messages, turns.size() - 1);
    return messages;
  }

  private static void refuseContinuation(ArrayNode messages, int last) {
    if (messages.isEmpty()) {
      throw RequestJson.refused("messages", "must hold at least one message of the user");
    }
    if (messages.get(messages.size() - 1).path("role").asString("").equals("assistant")) {
      throw RequestJson.refused(
          "messages[" + last + "]",
          "is the assistant's, and as the last message Anthropic would continue it instead of"
              + " answering: end with a message of the user or of a tool");
    }
  }

  private static String role(Turn turn) {
    return switch (turn.role()) {
      case SYSTEM, DEVELOPER -> "system";
      case USER -> "user";
      case ASSISTANT -> "assistant";
    };
  }
}
