package io.millrace.provider.openai;

import io.millrace.model.Usage;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatAnswer.Finish;
import io.millrace.provider.chat.Part;
import io.millrace.provider.wire.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes whole answers as chat completions.
final class OpenAiAnswerWriter {
  private OpenAiAnswerWriter() {}

  static ObjectNode completion(ChatAnswer answer) {
    ObjectNode whole = frame("chat.completion", id(answer.id()), answer.created(), answer.model());
    ObjectNode choice = whole.putArray("choices").addObject().put("index", 0);
    choice.set("message", message(answer));
    choice.putNull("logprobs").put("finish_reason", finish(answer.finish()));
    if (answer.usage() != null) {
      whole.set("usage", usage(answer.usage()));
    }
    return whole;
  }

  static ObjectNode frame(String kind, String id, long created, String model) {
    return Json.object()
        .put("id", id)
        .put("object", kind)
        .put("created", created)
        .put("model", model);
  }

  /// Clients know answers by an id that looks like OpenAI's.
  static String id(String upstreams) {
    return upstreams.startsWith("chatcmpl") ? upstreams : "chatcmpl-" + upstreams;
  }

  private static ObjectNode message(ChatAnswer answer) {
    ObjectNode message = Json.object().put("role", "assistant");
    var refusal = new StringBuilder();
    var thought = new StringBuilder();
    ArrayNode calls = Json.array();
    boolean said = false;
    for (Part part : answer.parts()) {
      switch (part) {
        case Part.Text _ -> said = true;
        case Part.Refusal(String text) -> refusal.append(text);
        case Part.Thinking(String text, _) -> thought.append(text);
        case Part.ToolCall call -> calls.add(OpenAiTurnWriter.call(call));
        case Part.HiddenThinking _, Part.Image _, Part.Audio _, Part.File _, Part.ToolResult _ -> {}
      }
    }
    message.put("content", said || calls.isEmpty() && refusal.isEmpty() ? answer.text() : null);
    message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
    if (!thought.isEmpty()) {
      message.put("reasoning_content", thought.toString());
    }
    if (!calls.isEmpty()) {
      message.set("tool_calls", calls);
    }
    return message;
  }

  static String finish(Finish finish) {
    return switch (finish) {
      case STOP, STOP_SEQUENCE -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
    };
  }

  /// OpenAI's counts: the prompt's includes what was cached, the answer's what was thought.
  static ObjectNode usage(Usage usage) {
    ObjectNode node =
        Json.object()
            .put("prompt_tokens", usage.prompt())
            .put("completion_tokens", usage.answer())
            .put("total_tokens", usage.prompt() + usage.answer());
    ObjectNode prompt = node.putObject("prompt_tokens_details");
    prompt.put("cached_tokens", usage.cacheRead()).put("audio_tokens", usage.audioInput());
    long written = usage.cacheWrite() + usage.cacheWriteHour();
    if (written > 0) {
      prompt.put("cache_creation_tokens", written);
    }
    node.putObject("completion_tokens_details")
        .put("reasoning_tokens", usage.reasoning())
        .put("audio_tokens", usage.audioOutput());
    return node;
  }
}
