package io.millrace.provider.anthropic;

import io.millrace.model.Usage;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.Delta;
import io.millrace.provider.chat.StreamEncoder;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.SseWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes a stream of Anthropic's events: blocks follow one another, and why the answer ended is
/// told together with its end, as usage may come after the reason. One thread at a time.
final class AnthropicStreamWriter implements StreamEncoder {
  private enum Block {
    NONE,
    TEXT,
    THINKING,
    TOOL
  }

  private final SseWriter out = new SseWriter();
  private Block open = Block.NONE;
  private int index = -1;
  private int tool = -1;
  private boolean refused;
  private ChatAnswer.@Nullable Finish finish;
  private @Nullable String stopSequence;
  private @Nullable Usage usage;

  AnthropicStreamWriter() {}

  @Override
  public byte[] encode(Delta delta) {
    switch (delta) {
      case Delta.Start(String id, String model) -> start(id, model);
      case Delta.Text(String text) -> text(text);
      case Delta.Refusal(String text) -> {
        refused = true;
        text(text);
      }
      case Delta.Thinking(String text) -> think("thinking_delta", "thinking", text);
      case Delta.Signature(String signature) -> think("signature_delta", "signature", signature);
      case Delta.HiddenThinking(String data) -> {
        open(Block.NONE, AnthropicAnswerWriter.hiddenThinking(data));
        stop();
      }
      case Delta.ToolStart(int number, String id, String name) -> startTool(number, id, name);
      case Delta.ToolArguments(int number, String fragment) -> arguments(number, fragment);
      case Delta.Finished(ChatAnswer.Finish why, String sequence) -> {
        closeBlock();
        finish = why;
        stopSequence = sequence;
      }
      case Delta.Used(Usage used) -> usage = used;
      case Delta.Done() -> done();
    }
    return out.take();
  }

  private void start(String id, String model) {
    ObjectNode message = AnthropicAnswerWriter.frame(id, model);
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", AnthropicAnswerWriter.usage(usage));
    ObjectNode event = Json.object().put("type", "message_start");
    event.set("message", message);
    out.event("message_start", event);
  }

  private void text(String text) {
    if (text.isEmpty()) {
      return;
    }
    if (open != Block.TEXT) {
      open(Block.TEXT, AnthropicAnswerWriter.text(""));
    }
    delta("text_delta", "text", text);
  }

  private void think(String type, String field, String value) {
    if (open != Block.THINKING) {
      open(Block.THINKING, AnthropicAnswerWriter.thinking("", null));
    }
    delta(type, field, value);
  }

  private void startTool(int number, String id, String name) {
    open(Block.TOOL, AnthropicAnswerWriter.toolUse(id, name, Json.object()));
    tool = number;
  }

  private void arguments(int number, String fragment) {
    if (open != Block.TOOL || tool != number) {
      throw new BadAnswerException(
          "the upstream goes back to an earlier tool call, which this protocol cannot say");
    }
    delta("input_json_delta", "partial_json", fragment);
  }

  private void open(Block kind, ObjectNode block) {
    closeBlock();
    index++;
    open = kind;
    ObjectNode event = Json.object().put("type", "content_block_start").put("index", index);
    event.set("content_block", block);
    out.event("content_block_start", event);
  }

  private void delta(String type, String field, String value) {
    ObjectNode event = Json.object().put("type", "content_block_delta").put("index", index);
    event.putObject("delta").put("type", type).put(field, value);
    out.event("content_block_delta", event);
  }

  private void closeBlock() {
    if (open != Block.NONE) {
      stop();
      open = Block.NONE;
    }
  }

  private void stop() {
    out.event(
        "content_block_stop", Json.object().put("type", "content_block_stop").put("index", index));
  }

  private void done() {
    closeBlock();
    ChatAnswer.Finish why = finish == null ? ChatAnswer.Finish.STOP : finish;
    ObjectNode event = Json.object().put("type", "message_delta");
    event
        .putObject("delta")
        .put("stop_reason", AnthropicAnswerWriter.stopReason(why, refused))
        .put("stop_sequence", stopSequence);
    event.set("usage", AnthropicAnswerWriter.usage(usage));
    out.event("message_delta", event);
    out.event("message_stop", Json.object().put("type", "message_stop"));
  }
}
