package io.millrace.provider.protocol;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One choice of a streamed chat, put together from its deltas: texts are joined, tool calls merged
/// by their index, lists of logprobs appended, of anything else the last word stands. One thread at
/// a time.
final class ChatMessage {
  private final int index;
  private final ObjectNode message = JsonNodeFactory.instance.objectNode();
  private final Map<Integer, ObjectNode> toolCalls = new TreeMap<>();
  private @Nullable ObjectNode logprobs;
  private String finish = "";

  ChatMessage(int index) {
    this.index = index;
    message.put("role", "assistant").putNull("content");
  }

  void add(JsonNode choice) {
    for (Map.Entry<String, JsonNode> field : choice.path("delta").properties()) {
      JsonNode value = field.getValue();
      switch (field.getKey()) {
        case "role" -> {}
        // the first choice's texts are kept apart, see texts()
        case "content", "reasoning_content" -> {
          if (index != 0 || !value.isString()) {
            join(message, field.getKey(), value);
          }
        }
        case "tool_calls" -> value.forEach(this::toolCall);
        default -> join(message, field.getKey(), value);
      }
    }
    if (choice.path("finish_reason").isString()) {
      finish = choice.path("finish_reason").stringValue();
    }
    logprobs(choice.path("logprobs"));
  }

  void texts(@Nullable String text, @Nullable String thought) {
    if (text != null) {
      message.put("content", text);
    }
    if (thought != null) {
      message.put("reasoning_content", thought);
    }
  }

  private void toolCall(JsonNode delta) {
    int at = delta.path("index").asInt(toolCalls.size());
    ObjectNode call = toolCalls.computeIfAbsent(at, _ -> JsonNodeFactory.instance.objectNode());
    for (Map.Entry<String, JsonNode> field : delta.properties()) {
      switch (field.getKey()) {
        case "index" -> {}
        case "id", "type" -> last(call, field.getKey(), field.getValue());
        default -> join(call, field.getKey(), field.getValue());
      }
    }
  }

  /// Identity, which some servers repeat in every fragment or send empty after the first.
  private static void last(ObjectNode into, String name, JsonNode value) {
    if (value.isString() && !value.stringValue().isEmpty()) {
      into.set(name, value);
    }
  }

  private static void join(ObjectNode into, String name, JsonNode value) {
    JsonNode before = into.get(name);
    if (value.isNull()) {
      if (before == null) {
        into.putNull(name);
      }
    } else if (before == null || before.isNull()) {
      into.set(name, value.deepCopy());
    } else if (before.isString() && value.isString()) {
      into.put(name, before.stringValue() + value.stringValue());
    } else if (before instanceof ObjectNode object && value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        join(object, field.getKey(), field.getValue());
      }
    } else if (before instanceof ArrayNode array && value.isArray()) {
      value.forEach(array::add);
    } else {
      into.set(name, value);
    }
  }

  private void logprobs(JsonNode told) {
    if (told.isObject()) {
      ObjectNode into = logprobs == null ? JsonNodeFactory.instance.objectNode() : logprobs;
      for (Map.Entry<String, JsonNode> field : told.properties()) {
        join(into, field.getKey(), field.getValue());
      }
      logprobs = into;
    }
  }

  String finish() {
    return finish;
  }

  ObjectNode whole() {
    ObjectNode choice = JsonNodeFactory.instance.objectNode();
    choice.put("index", index).set("message", message);
    if (!toolCalls.isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      toolCalls.values().forEach(calls::add);
    }
    if (logprobs == null) {
      choice.putNull("logprobs");
    } else {
      choice.set("logprobs", logprobs);
    }
    if (finish.isEmpty()) {
      choice.putNull("finish_reason");
    } else {
      choice.put("finish_reason", finish);
    }
    return choice;
  }
}
