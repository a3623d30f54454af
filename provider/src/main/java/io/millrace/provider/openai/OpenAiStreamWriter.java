package io.millrace.provider.openai;

import io.millrace.model.Usage;
import io.millrace.provider.chat.Delta;
import io.millrace.provider.chat.StreamEncoder;
import io.millrace.provider.wire.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes a stream of chat completion chunks. One thread at a time.
final class OpenAiStreamWriter implements StreamEncoder {
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BLANK = "\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final boolean usageWanted;
  private final long created;
  private String id = "chatcmpl-";
  private String model = "";
  private @Nullable Usage usage;

  /// @param created seconds since 1970
  OpenAiStreamWriter(boolean usageWanted, long created) {
    this.usageWanted = usageWanted;
    this.created = created;
  }

  @Override
  public byte[] encode(Delta delta) {
    out.reset();
    switch (delta) {
      case Delta.Start(String ownId, String ownModel) -> {
        id = OpenAiAnswerWriter.id(ownId);
        model = ownModel;
        choice(Json.object().put("role", "assistant").put("content", ""), null);
      }
      case Delta.Text(String text) -> choice(Json.object().put("content", text), null);
      case Delta.Thinking(String text) ->
          choice(Json.object().put("reasoning_content", text), null);
      case Delta.Refusal(String text) -> choice(Json.object().put("refusal", text), null);
      case Delta.Signature _, Delta.HiddenThinking _ -> {}
      case Delta.ToolStart(int index, String call, String name) -> toolStart(index, call, name);
      case Delta.ToolArguments(int index, String fragment) -> arguments(index, fragment);
      case Delta.Finished finished ->
          choice(Json.object(), OpenAiAnswerWriter.finish(finished.finish()));
      case Delta.Used(Usage used) -> usage = used;
      case Delta.Done() -> done();
    }
    return out.toByteArray();
  }

  private void toolStart(int index, String call, String name) {
    ObjectNode delta = Json.object();
    ObjectNode node = delta.putArray("tool_calls").addObject().put("index", index);
    node.put("id", call).put("type", "function");
    node.putObject("function").put("name", name).put("arguments", "");
    choice(delta, null);
  }

  private void arguments(int index, String fragment) {
    ObjectNode delta = Json.object();
    ObjectNode node = delta.putArray("tool_calls").addObject().put("index", index);
    node.putObject("function").put("arguments", fragment);
    choice(delta, null);
  }

  private void choice(ObjectNode delta, @Nullable String finish) {
    ObjectNode chunk = frame();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs").put("finish_reason", finish);
    write(chunk);
  }

  private ObjectNode frame() {
    return OpenAiAnswerWriter.frame("chat.completion.chunk", id, created, model);
  }

  private void done() {
    if (usageWanted && usage != null) {
      ObjectNode chunk = frame();
      chunk.putArray("choices");
      chunk.set("usage", OpenAiAnswerWriter.usage(usage));
      write(chunk);
    }
    out.writeBytes(DONE);
  }

  private void write(ObjectNode chunk) {
    out.writeBytes(DATA);
    out.writeBytes(Json.bytes(chunk));
    out.writeBytes(BLANK);
  }
}
