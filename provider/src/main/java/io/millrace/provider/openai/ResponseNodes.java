package io.millrace.provider.openai;

import io.millrace.model.Usage;
import io.millrace.provider.chat.ChatAnswer.Finish;
import io.millrace.provider.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The objects that responses are made of.
final class ResponseNodes {
  private ResponseNodes() {}

  /// The response around its output, with what it says back of the request.
  static ObjectNode response(JsonNode request, String id, long created, String model) {
    ObjectNode node = Json.object();
    node.put("id", id).put("object", "response").put("created_at", created);
    node.put("status", "in_progress").put("background", false);
    node.putNull("error").putNull("incomplete_details");
    echo(node, request, "instructions", "null");
    echo(node, request, "max_output_tokens", "null");
    node.put("model", model).putArray("output");
    echo(node, request, "parallel_tool_calls", "true");
    node.putNull("previous_response_id");
    echo(node, request, "reasoning", "{\"effort\":null,\"summary\":null}");
    node.put("store", false);
    echo(node, request, "temperature", "1.0");
    echo(node, request, "text", "{\"format\":{\"type\":\"text\"}}");
    echo(node, request, "tool_choice", "\"auto\"");
    echo(node, request, "tools", "[]");
    echo(node, request, "top_p", "1.0");
    node.put("truncation", "disabled").putNull("usage");
    echo(node, request, "user", "null");
    echo(node, request, "metadata", "{}");
    return node;
  }

  private static void echo(ObjectNode node, JsonNode request, String name, String otherwise) {
    JsonNode said = request.path(name);
    boolean silent = said.isMissingNode() || said.isNull();
    node.set(name, silent ? Json.value(otherwise) : said);
  }

  /// Closes a response; returns whether it is complete.
  static boolean finish(
      ObjectNode response, ArrayNode output, Finish finish, @Nullable Usage usage) {
    String cut =
        switch (finish) {
          case LENGTH -> "max_output_tokens";
          case CONTENT_FILTER -> "content_filter";
          case STOP, STOP_SEQUENCE, TOOL_CALLS -> null;
        };
    response.put("status", cut == null ? "completed" : "incomplete");
    if (cut != null) {
      response.putObject("incomplete_details").put("reason", cut);
    }
    response.set("output", output);
    if (usage != null) {
      response.set("usage", usage(usage));
    }
    return cut == null;
  }

  private static ObjectNode usage(Usage usage) {
    ObjectNode node = Json.object().put("input_tokens", usage.prompt());
    ObjectNode input = node.putObject("input_tokens_details");
    input.put("cached_tokens", usage.cacheRead());
    long written = usage.cacheWrite() + usage.cacheWriteHour();
    input.put("cache_write_tokens", written);
    node.put("output_tokens", usage.answer());
    node.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
    return node.put("total_tokens", usage.prompt() + usage.answer());
  }

  /// Letters and digits of an upstream's id behind a prefix of OpenAI's.
  static String id(String prefix, String upstreams) {
    if (upstreams.startsWith(prefix)) {
      return upstreams;
    }
    String word = upstreams.replaceAll("[^A-Za-z0-9]", "");
    return prefix + (word.isEmpty() ? "unnamed" : word);
  }

  /// An item's id: that of its response with a number.
  static String itemId(String prefix, String response, int index) {
    return prefix + response.substring(response.indexOf('_') + 1) + "_" + index;
  }

  static ObjectNode message(String id, String status) {
    ObjectNode item = Json.object().put("id", id).put("type", "message").put("status", status);
    item.put("role", "assistant").putArray("content");
    return item;
  }

  static ObjectNode text(String text) {
    ObjectNode part = Json.object().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    part.putArray("logprobs");
    return part;
  }

  static ObjectNode refusal(String text) {
    return Json.object().put("type", "refusal").put("refusal", text);
  }

  static ObjectNode reasoning(String id, String status) {
    ObjectNode item = Json.object().put("id", id).put("type", "reasoning").put("status", status);
    item.putArray("summary");
    item.putArray("content");
    return item;
  }

  static ObjectNode thought(String text) {
    return Json.object().put("type", "reasoning_text").put("text", text);
  }

  static ObjectNode call(String id, String status, String call, String name, String arguments) {
    return Json.object()
        .put("id", id)
        .put("type", "function_call")
        .put("status", status)
        .put("call_id", call)
        .put("name", name)
        .put("arguments", arguments);
  }
}
