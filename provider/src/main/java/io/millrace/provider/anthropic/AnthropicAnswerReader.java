package io.millrace.provider.anthropic;

import io.millrace.model.Usage;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatAnswer.Finish;
import io.millrace.provider.chat.Part;
import io.millrace.provider.wire.AnswerJson;
import io.millrace.provider.wire.Json;
import io.millrace.store.calllog.ExchangeReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads whole answers of Anthropic.
final class AnthropicAnswerReader {
  private static final List<String> COUNTS =
      List.of(
          "input_tokens",
          "cache_creation_input_tokens",
          "cache_read_input_tokens",
          "cache_creation",
          "output_tokens");

  private AnthropicAnswerReader() {}

  static ChatAnswer read(JsonNode body) {
    if (body.path("error").isObject()) {
      throw AnswerJson.failed(body.path("error"), "type");
    }
    if (!AnswerJson.string(body, "type").equals("message")) {
      throw new BadAnswerException("the upstream's answer is not a message");
    }
    var parts = new ArrayList<Part>();
    for (JsonNode block : AnswerJson.list(body, "content")) {
      parts.add(part(block));
    }
    return new ChatAnswer(
        AnswerJson.stringOrEmpty(body, "id"),
        AnswerJson.stringOrEmpty(body, "model"),
        0,
        parts,
        finish(AnswerJson.string(body, "stop_reason")),
        AnswerJson.stringOrNull(body, "stop_sequence"),
        usage(body.path("usage")));
  }

  private static Part part(JsonNode block) {
    String type = AnswerJson.string(block, "type");
    return switch (type) {
      case "text" -> new Part.Text(AnswerJson.string(block, "text"));
      case "thinking" ->
          new Part.Thinking(
              AnswerJson.string(block, "thinking"), AnswerJson.stringOrNull(block, "signature"));
      case "redacted_thinking" -> new Part.HiddenThinking(AnswerJson.string(block, "data"));
      case "tool_use" ->
          new Part.ToolCall(
              AnswerJson.string(block, "id"),
              AnswerJson.string(block, "name"),
              Json.text(AnswerJson.child(block, "input")));
      default -> throw unknownBlock(type);
    };
  }

  static BadAnswerException unknownBlock(String type) {
    return new BadAnswerException(
        "the upstream answered with a block of type "
            + AnswerJson.word(type)
            + ", which cannot be translated");
  }

  static Finish finish(String reason) {
    return switch (reason) {
      case "end_turn" -> Finish.STOP;
      case "max_tokens", "model_context_window_exceeded" -> Finish.LENGTH;
      case "stop_sequence" -> Finish.STOP_SEQUENCE;
      case "tool_use" -> Finish.TOOL_CALLS;
      case "refusal" -> Finish.CONTENT_FILTER;
      default ->
          throw new BadAnswerException(
              "the upstream ended its answer for a reason that cannot be translated: "
                  + AnswerJson.word(reason));
    };
  }

  /// Only the counts themselves are handed on: the breakdown of the output that newer answers hold
  /// beside them would be read as another provider's way to count.
  static @Nullable Usage usage(JsonNode usage) {
    ObjectNode counts = Json.object();
    for (String name : COUNTS) {
      JsonNode value = usage.path(name);
      if (!value.isMissingNode() && !value.isNull()) {
        counts.set(name, value);
      }
    }
    Usage known = ExchangeReader.usage(counts);
    if (known == null) {
      return null;
    }
    JsonNode thought = usage.path("output_tokens_details").path("thinking_tokens");
    return thought.isIntegralNumber() && thought.canConvertToLong()
        ? reasoned(known, Math.clamp(thought.longValue(), 0, known.output()))
        : known;
  }

  private static Usage reasoned(Usage usage, long thought) {
    return new Usage(
        usage.input(),
        usage.cacheRead(),
        usage.cacheWrite(),
        usage.cacheWriteHour(),
        0,
        0,
        usage.output() - thought,
        thought,
        0);
  }
}
