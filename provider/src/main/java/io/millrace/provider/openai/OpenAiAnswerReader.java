package io.millrace.provider.openai;

import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatAnswer.Finish;
import io.millrace.provider.chat.Part;
import io.millrace.provider.wire.AnswerJson;
import io.millrace.store.calllog.ExchangeReader;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads whole answers of chat completions.
final class OpenAiAnswerReader {
  private OpenAiAnswerReader() {}

  static ChatAnswer read(JsonNode body) {
    refuseError(body);
    JsonNode choices = AnswerJson.list(body, "choices");
    if (choices.isEmpty()) {
      throw new BadAnswerException("the upstream's answer holds no choice");
    }
    JsonNode choice = choices.get(0);
    List<Part> parts = parts(AnswerJson.child(choice, "message"));
    boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
    return new ChatAnswer(
        AnswerJson.stringOrEmpty(body, "id"),
        AnswerJson.stringOrEmpty(body, "model"),
        Math.max(0, body.path("created").asLong(0)),
        parts,
        finish(AnswerJson.stringOrEmpty(choice, "finish_reason"), calls),
        null,
        ExchangeReader.usage(body.get("usage")));
  }

  static void refuseError(JsonNode body) {
    JsonNode error = body.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      throw AnswerJson.failed(error, "type");
    }
  }

  private static List<Part> parts(JsonNode message) {
    var parts = new ArrayList<Part>();
    String thought = thought(message);
    if (!thought.isEmpty()) {
      parts.add(new Part.Thinking(thought, null));
    }
    String text = text(message.path("content"));
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text));
    }
    String refusal = AnswerJson.stringOrEmpty(message, "refusal");
    if (!refusal.isEmpty()) {
      parts.add(new Part.Refusal(refusal));
    }
    for (JsonNode call : message.path("tool_calls")) {
      parts.add(call(call, parts.size()));
    }
    if (message.path("audio").isObject() || message.path("function_call").isObject()) {
      throw new BadAnswerException("the upstream answered with content that was not asked for");
    }
    return parts;
  }

  /// What the model thought, by the name that DeepSeek gave it or the one of newer servers.
  static String thought(JsonNode message) {
    JsonNode thought = message.path("reasoning_content");
    if (!thought.isString()) {
      thought = message.path("reasoning");
    }
    return thought.isString() ? thought.stringValue() : "";
  }

  /// Text as such or in parts.
  static String text(JsonNode content) {
    if (content.isString()) {
      return content.stringValue();
    }
    var text = new StringBuilder();
    for (JsonNode part : content) {
      if (part.path("text").isString()) {
        text.append(part.path("text").stringValue());
      }
    }
    return text.toString();
  }

  private static Part call(JsonNode call, int index) {
    JsonNode function = AnswerJson.child(call, "function");
    String id = AnswerJson.stringOrEmpty(call, "id");
    return new Part.ToolCall(
        id.isEmpty() ? "call_" + index : id,
        AnswerJson.string(function, "name"),
        AnswerJson.stringOrEmpty(function, "arguments"));
  }

  /// @param calls whether tools are called: some servers say `stop` then
  static Finish finish(String reason, boolean calls) {
    return switch (reason) {
      case "", "stop", "eos", "tool_calls", "function_call" ->
          calls ? Finish.TOOL_CALLS : Finish.STOP;
      case "length", "max_tokens" -> Finish.LENGTH;
      case "content_filter" -> Finish.CONTENT_FILTER;
      default ->
          throw new BadAnswerException(
              "the upstream ended its answer for a reason that cannot be translated: "
                  + AnswerJson.word(reason));
    };
  }
}
