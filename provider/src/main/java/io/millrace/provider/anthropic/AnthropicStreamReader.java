package io.millrace.provider.anthropic;

import io.millrace.model.Usage;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Delta;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.chat.StreamDecoder;
import io.millrace.provider.wire.AnswerJson;
import io.millrace.provider.wire.Json;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads one stream of Anthropic's
/// ([streaming](https://platform.claude.com/docs/en/build-with-claude/streaming)). Events of a type
/// that is not known are passed over, as the protocol asks; blocks of such a type are not, as they
/// are content. One thread at a time.
final class AnthropicStreamReader implements StreamDecoder {
  private enum Block {
    NONE,
    TEXT,
    THINKING,
    HIDDEN,
    TOOL
  }

  private final ObjectNode usage = Json.object();
  private boolean started;
  private boolean done;
  private Block open = Block.NONE;
  private int tool = -1;
  private boolean argued;
  private String input = "{}";
  private @Nullable String reason;
  private @Nullable String stopSequence;

  AnthropicStreamReader() {}

  @Override
  public void accept(SseEvent event, Consumer<Delta> out) {
    if (done || event.isEmpty()) {
      return;
    }
    JsonNode data = AnswerJson.object(event);
    String type = AnswerJson.string(data, "type");
    switch (type) {
      case "message_start" -> start(AnswerJson.child(data, "message"), out);
      case "content_block_start" -> startBlock(AnswerJson.child(data, "content_block"), out);
      case "content_block_delta" -> delta(AnswerJson.child(data, "delta"), out);
      case "content_block_stop" -> stopBlock(out);
      case "message_delta" -> finish(data);
      case "message_stop" -> stop(out);
      case "error" -> throw AnswerJson.failed(data.path("error"), "type");
      default -> {}
    }
  }

  private void start(JsonNode message, Consumer<Delta> out) {
    if (started) {
      throw new BadAnswerException("the upstream began its answer twice");
    }
    started = true;
    merge(message.path("usage"));
    out.accept(
        new Delta.Start(
            AnswerJson.stringOrEmpty(message, "id"), AnswerJson.stringOrEmpty(message, "model")));
  }

  private void startBlock(JsonNode block, Consumer<Delta> out) {
    if (!started || open != Block.NONE) {
      throw new BadAnswerException("the upstream began a block out of turn");
    }
    String type = AnswerJson.string(block, "type");
    switch (type) {
      case "text" -> {
        open = Block.TEXT;
        text(AnswerJson.stringOrEmpty(block, "text"), out);
      }
      case "thinking" -> {
        open = Block.THINKING;
        think(AnswerJson.stringOrEmpty(block, "thinking"), out);
      }
      case "redacted_thinking" -> {
        open = Block.HIDDEN;
        out.accept(new Delta.HiddenThinking(AnswerJson.string(block, "data")));
      }
      case "tool_use" -> startTool(block, out);
      default -> throw AnthropicAnswerReader.unknownBlock(type);
    }
  }

  private void startTool(JsonNode block, Consumer<Delta> out) {
    open = Block.TOOL;
    tool++;
    argued = false;
    input = block.path("input").isObject() ? Json.text(block.path("input")) : "{}";
    out.accept(
        new Delta.ToolStart(
            tool, AnswerJson.string(block, "id"), AnswerJson.string(block, "name")));
  }

  private void delta(JsonNode delta, Consumer<Delta> out) {
    String type = AnswerJson.string(delta, "type");
    switch (type) {
      case "text_delta" -> text(within(Block.TEXT, delta, "text"), out);
      case "thinking_delta" -> think(within(Block.THINKING, delta, "thinking"), out);
      case "signature_delta" ->
          out.accept(new Delta.Signature(within(Block.THINKING, delta, "signature")));
      case "input_json_delta" -> arguments(within(Block.TOOL, delta, "partial_json"), out);
      case "citations_delta" -> {
        // points at documents; the text stands without it
      }
      default ->
          throw new BadAnswerException(
              "the upstream sent content of type "
                  + AnswerJson.word(type)
                  + ", which cannot be translated");
    }
  }

  private String within(Block expected, JsonNode delta, String field) {
    if (open != expected) {
      throw new BadAnswerException("the upstream sent content outside of its block");
    }
    return AnswerJson.string(delta, field);
  }

  private static void text(String text, Consumer<Delta> out) {
    if (!text.isEmpty()) {
      out.accept(new Delta.Text(text));
    }
  }

  private static void think(String text, Consumer<Delta> out) {
    if (!text.isEmpty()) {
      out.accept(new Delta.Thinking(text));
    }
  }

  private void arguments(String fragment, Consumer<Delta> out) {
    if (!fragment.isEmpty()) {
      argued = true;
      out.accept(new Delta.ToolArguments(tool, fragment));
    }
  }

  private void stopBlock(Consumer<Delta> out) {
    if (open == Block.NONE) {
      throw new BadAnswerException("the upstream ended a block that was not begun");
    }
    if (open == Block.TOOL && !argued) {
      out.accept(new Delta.ToolArguments(tool, input));
    }
    open = Block.NONE;
  }

  private void finish(JsonNode event) {
    JsonNode delta = event.path("delta");
    String why = AnswerJson.stringOrNull(delta, "stop_reason");
    if (why != null) {
      reason = why;
      stopSequence = AnswerJson.stringOrNull(delta, "stop_sequence");
    }
    merge(event.path("usage"));
  }

  /// Counts are cumulative: later ones stand in place of earlier ones.
  private void merge(JsonNode counts) {
    for (var count : counts.properties()) {
      if (!count.getValue().isNull()) {
        usage.set(count.getKey(), count.getValue());
      }
    }
  }

  private void stop(Consumer<Delta> out) {
    if (!started || open != Block.NONE || reason == null) {
      throw new BadAnswerException("the upstream ended its answer before it was complete");
    }
    out.accept(new Delta.Finished(AnthropicAnswerReader.finish(reason), stopSequence));
    Usage used = AnthropicAnswerReader.usage(usage);
    if (used != null) {
      out.accept(new Delta.Used(used));
    }
    done = true;
    out.accept(new Delta.Done());
  }

  @Override
  public void end(Consumer<Delta> out) {
    if (!done) {
      throw new BadAnswerException("the upstream closed the stream before its answer was complete");
    }
  }
}
