package io.millrace.provider.anthropic;

import io.millrace.model.Usage;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.Part;
import io.millrace.provider.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes whole answers as Anthropic messages.
final class AnthropicAnswerWriter {
  private static final Usage UNKNOWN = Usage.of(0, 0);

  private AnthropicAnswerWriter() {}

  static ObjectNode message(ChatAnswer answer) {
    ObjectNode message = frame(answer.id(), answer.model());
    ArrayNode content = message.putArray("content");
    boolean refused = false;
    for (Part part : answer.parts()) {
      ObjectNode block = block(part);
      if (block != null) {
        content.add(block);
      }
      refused |= part instanceof Part.Refusal;
    }
    message.put("stop_reason", stopReason(answer.finish(), refused));
    message.put("stop_sequence", answer.stopSequence());
    message.set("usage", usage(answer.usage()));
    return message;
  }

  /// What a message says of itself before its content.
  static ObjectNode frame(String id, String model) {
    return Json.object()
        .put("id", id(id))
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model);
  }

  private static String id(String id) {
    if (id.startsWith("msg_")) {
      return id;
    }
    String word = id.replaceAll("[^A-Za-z0-9]", "");
    return "msg_" + (word.isEmpty() ? "unnamed" : word);
  }

  private static @Nullable ObjectNode block(Part part) {
    return switch (part) {
      case Part.Text(String text) -> text.isEmpty() ? null : text(text);
      case Part.Refusal(String text) -> text.isEmpty() ? null : text(text);
      case Part.Thinking(String text, String signature) -> thinking(text, signature);
      case Part.HiddenThinking(String data) -> hiddenThinking(data);
      case Part.ToolCall call -> toolUse(call.id(), call.name(), input(call.arguments()));
      // an answer's media have no block in this protocol; no upstream that is asked makes them
      case Part.Image _, Part.Audio _, Part.File _, Part.ToolResult _ -> null;
    };
  }

  static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  static ObjectNode thinking(String text, @Nullable String signature) {
    return Json.object()
        .put("type", "thinking")
        .put("thinking", text)
        .put("signature", signature == null ? "" : signature);
  }

  static ObjectNode hiddenThinking(String data) {
    return Json.object().put("type", "redacted_thinking").put("data", data);
  }

  static ObjectNode toolUse(String id, String name, ObjectNode input) {
    ObjectNode block = Json.object().put("type", "tool_use").put("id", id).put("name", name);
    block.set("input", input);
    return block;
  }

  /// A model may write arguments that are no object; this protocol can say nothing but one.
  private static ObjectNode input(String arguments) {
    ObjectNode input = Json.objectIn(arguments);
    if (input != null || arguments.isBlank()) {
      return input == null ? Json.object() : input;
    }
    return Json.object().put("_unreadable_arguments", arguments);
  }

  static String stopReason(ChatAnswer.Finish finish, boolean refused) {
    return switch (finish) {
      case STOP -> refused ? "refusal" : "end_turn";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case STOP_SEQUENCE -> "stop_sequence";
      case CONTENT_FILTER -> "refusal";
    };
  }

  /// The usage block. The protocol has no word for "not known": an upstream that did not report it
  /// is told as zeros here, and as unknown in Millrace's own records.
  static ObjectNode usage(@Nullable Usage known) {
    Usage usage = known == null ? UNKNOWN : known;
    ObjectNode node =
        Json.object()
            .put("input_tokens", usage.input() + usage.audioInput() + usage.imageInput())
            .put("cache_creation_input_tokens", usage.cacheWrite() + usage.cacheWriteHour())
            .put("cache_read_input_tokens", usage.cacheRead());
    node.putObject("cache_creation")
        .put("ephemeral_5m_input_tokens", usage.cacheWrite())
        .put("ephemeral_1h_input_tokens", usage.cacheWriteHour());
    return node.put("output_tokens", usage.answer());
  }
}
