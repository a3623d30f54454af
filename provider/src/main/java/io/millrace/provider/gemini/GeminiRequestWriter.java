package io.millrace.provider.gemini;

import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.ChatRequest.Format;
import io.millrace.provider.chat.ChatRequest.Reasoning;
import io.millrace.provider.chat.ChatRequest.Sampling;
import io.millrace.provider.chat.ChatRequest.Tool;
import io.millrace.provider.chat.ChatRequest.ToolChoice;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.RequestJson;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a request for Gemini's `generateContent`.
final class GeminiRequestWriter {
  private final ChatRequest request;
  private final String model;
  private final ObjectNode body = Json.object();
  private final ObjectNode config = Json.object();

  GeminiRequestWriter(ChatRequest request, String model) {
    this.request = request;
    this.model = model;
  }

  ObjectNode write() {
    new GeminiTurnWriter(request.turns(), !isOlder()).write(body);
    tools();
    sampling(request.sampling());
    request.maxTokens().ifPresent(limit -> config.put("maxOutputTokens", limit));
    if (!request.stop().isEmpty()) {
      ArrayNode stop = config.putArray("stopSequences");
      request.stop().forEach(stop::add);
    }
    format(request.format());
    if (request.reasoning() != null) {
      config.set("thinkingConfig", thinking(request.reasoning()));
    }
    if (!config.isEmpty()) {
      body.set("generationConfig", config);
    }
    return body;
  }

  private void sampling(Sampling sampling) {
    sampling.temperature().ifPresent(value -> config.put("temperature", value));
    sampling.topP().ifPresent(value -> config.put("topP", value));
    sampling.topK().ifPresent(value -> config.put("topK", value));
    sampling.seed().ifPresent(value -> config.put("seed", value));
    sampling.presencePenalty().ifPresent(value -> config.put("presencePenalty", value));
    sampling.frequencyPenalty().ifPresent(value -> config.put("frequencyPenalty", value));
  }

  private void format(Format format) {
    switch (format) {
      case Format.Text() -> {}
      case Format.JsonObject() -> config.put("responseMimeType", "application/json");
      case Format.JsonSchema schema ->
          config
              .put("responseMimeType", "application/json")
              .set("responseJsonSchema", schema.schema());
    }
  }

  /// Whether a model is of the generations before 3, which know a budget of thought but no level,
  /// and no signature that stands for another provider's call.
  private boolean isOlder() {
    String name = model.substring(model.lastIndexOf('/') + 1);
    return name.startsWith("gemini-1") || name.startsWith("gemini-2");
  }

  /// A budget is said as it is, every generation takes it; an effort is said as a level, or as a
  /// budget to a model that knows no levels. Newer models cannot be kept from thinking: none is
  /// said to them as the least level.
  private ObjectNode thinking(Reasoning reasoning) {
    boolean none = "none".equals(reasoning.effort());
    ObjectNode node = Json.object();
    if (none) {
      return isOlder() ? node.put("thinkingBudget", 0) : node.put("thinkingLevel", "MINIMAL");
    }
    if (reasoning.budget().isPresent()) {
      node.put("thinkingBudget", reasoning.budget().getAsLong());
    } else {
      String effort = Objects.requireNonNullElse(reasoning.effort(), "medium");
      if (isOlder()) {
        node.put("thinkingBudget", tokens(effort));
      } else {
        node.put("thinkingLevel", level(effort));
      }
    }
    return node.put("includeThoughts", true);
  }

  private static int tokens(String effort) {
    return switch (effort) {
      case "minimal", "low" -> 1024;
      case "medium" -> 8192;
      default -> 24576;
    };
  }

  private static String level(String effort) {
    return switch (effort) {
      case "minimal" -> "MINIMAL";
      case "low" -> "LOW";
      case "medium" -> "MEDIUM";
      default -> "HIGH";
    };
  }

  private void tools() {
    if (request.tools().isEmpty()) {
      return;
    }
    if (Boolean.FALSE.equals(request.parallelTools())) {
      throw RequestJson.refused("parallel_tool_calls", "cannot be turned off at Gemini: remove it");
    }
    ArrayNode functions = body.putArray("tools").addObject().putArray("functionDeclarations");
    boolean strict = false;
    for (Tool tool : request.tools()) {
      ObjectNode function = functions.addObject().put("name", tool.name());
      if (tool.description() != null) {
        function.put("description", tool.description());
      }
      if (tool.parameters() != null) {
        function.set("parametersJsonSchema", tool.parameters());
      }
      strict |= Boolean.TRUE.equals(tool.strict());
    }
    choice(strict);
  }

  /// Arguments are held to their schema in the modes `VALIDATED` and `ANY`.
  private void choice(boolean strict) {
    ObjectNode choice = Json.object();
    switch (request.toolChoice()) {
      case ToolChoice.Auto() -> choice.put("mode", strict ? "VALIDATED" : "AUTO");
      case ToolChoice.None() -> choice.put("mode", "NONE");
      case ToolChoice.Required() -> choice.put("mode", "ANY");
      case ToolChoice.Named(String name) ->
          choice.put("mode", "ANY").putArray("allowedFunctionNames").add(name);
    }
    if (strict || !(request.toolChoice() instanceof ToolChoice.Auto)) {
      body.putObject("toolConfig").set("functionCallingConfig", choice);
    }
  }
}
