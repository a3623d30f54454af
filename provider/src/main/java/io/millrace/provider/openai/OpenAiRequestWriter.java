package io.millrace.provider.openai;

import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.ChatRequest.Format;
import io.millrace.provider.chat.ChatRequest.Reasoning;
import io.millrace.provider.chat.ChatRequest.Sampling;
import io.millrace.provider.chat.ChatRequest.Tool;
import io.millrace.provider.chat.ChatRequest.ToolChoice;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.RequestJson;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a request for chat completions. OpenAI's own models know newer words for a few fields and
/// refuse the older ones, which is all that many compatible servers know; which is meant is read
/// from the model's name.
final class OpenAiRequestWriter {
  private static final Pattern OWN_MODEL =
      Pattern.compile("(openai/)?(gpt-[3-9]|chatgpt|o[1-9]).*");

  private final ChatRequest request;
  private final String model;
  private final boolean own;
  private final ObjectNode body = Json.object();

  OpenAiRequestWriter(ChatRequest request, String model) {
    this.request = request;
    this.model = model;
    this.own = OWN_MODEL.matcher(model).matches() && !model.startsWith("gpt-oss");
  }

  ObjectNode write() {
    body.put("model", model);
    body.set("messages", new OpenAiTurnWriter(own).messages(request.turns()));
    sampling(request.sampling());
    request
        .maxTokens()
        .ifPresent(limit -> body.put(own ? "max_completion_tokens" : "max_tokens", limit));
    if (!request.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      request.stop().forEach(stop::add);
    }
    tools();
    format(request.format());
    reasoning(request.reasoning());
    if (request.user() != null) {
      body.put(own ? "safety_identifier" : "user", request.user());
    }
    if (request.stream()) {
      body.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
    return body;
  }

  private void sampling(Sampling sampling) {
    if (sampling.topK().isPresent()) {
      throw RequestJson.refused("top_k", "cannot be said to an OpenAI-compatible upstream");
    }
    sampling.temperature().ifPresent(value -> body.put("temperature", value));
    sampling.topP().ifPresent(value -> body.put("top_p", value));
    sampling.seed().ifPresent(value -> body.put("seed", value));
    sampling.frequencyPenalty().ifPresent(value -> body.put("frequency_penalty", value));
    sampling.presencePenalty().ifPresent(value -> body.put("presence_penalty", value));
  }

  private void tools() {
    if (request.tools().isEmpty()) {
      return;
    }
    ArrayNode tools = body.putArray("tools");
    for (Tool tool : request.tools()) {
      ObjectNode function = tools.addObject().put("type", "function").putObject("function");
      function.put("name", tool.name());
      if (tool.description() != null) {
        function.put("description", tool.description());
      }
      if (tool.parameters() != null) {
        function.set("parameters", tool.parameters());
      }
      if (tool.strict() != null) {
        function.put("strict", tool.strict());
      }
    }
    choice();
    if (request.parallelTools() != null) {
      body.put("parallel_tool_calls", request.parallelTools());
    }
  }

  private void choice() {
    switch (request.toolChoice()) {
      case ToolChoice.Auto() -> {}
      case ToolChoice.None() -> body.put("tool_choice", "none");
      case ToolChoice.Required() -> body.put("tool_choice", "required");
      case ToolChoice.Named(String name) ->
          body.putObject("tool_choice")
              .put("type", "function")
              .putObject("function")
              .put("name", name);
    }
  }

  private void format(Format format) {
    switch (format) {
      case Format.Text() -> {}
      case Format.JsonObject() -> body.putObject("response_format").put("type", "json_object");
      case Format.JsonSchema schema -> {
        ObjectNode node = body.putObject("response_format").put("type", "json_schema");
        ObjectNode own = node.putObject("json_schema");
        own.put("name", schema.name().isEmpty() ? "answer" : schema.name());
        if (schema.description() != null) {
          own.put("description", schema.description());
        }
        own.set("schema", schema.schema());
        if (schema.strict() != null) {
          own.put("strict", schema.strict());
        }
      }
    }
  }

  private void reasoning(@org.jspecify.annotations.Nullable Reasoning reasoning) {
    if (reasoning != null) {
      String effort = reasoning.effort();
      body.put("reasoning_effort", effort == null ? effort(reasoning) : effort);
    }
  }

  /// The effort nearest to a budget of tokens.
  private static String effort(Reasoning reasoning) {
    long budget = reasoning.budget().orElse(8192);
    if (budget == 0) {
      return "none";
    }
    return budget <= 2048 ? "low" : budget <= 8192 ? "medium" : "high";
  }
}
