package io.millrace.provider.anthropic;

import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.FieldTable;
import io.millrace.provider.chat.StreamEncoder;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.RequestJson;
import io.millrace.provider.wire.SseWriter;
import tools.jackson.databind.JsonNode;

/// Anthropic's messages as callers speak them. Thread-safe.
///
/// Thoughts in the history are signed for their own model and are left out at any other; a last
/// turn of the assistant asks for its continuation, which no other provider promises, and is
/// refused.
public final class AnthropicCaller implements CallerCodec {
  private static final FieldTable FIELDS = new FieldTable(AnthropicFields.all());

  public AnthropicCaller() {}

  @Override
  public FieldTable fields() {
    return FIELDS;
  }

  @Override
  public ChatRequest decode(JsonNode body) {
    return new AnthropicRequestReader(new RequestJson(body, "")).read();
  }

  @Override
  public byte[] encode(ChatAnswer answer, JsonNode request) {
    return Json.bytes(AnthropicAnswerWriter.message(answer));
  }

  /// @param usageWanted of no weight: usage is always part of this protocol's streams
  @Override
  public StreamEncoder stream(JsonNode request, boolean usageWanted) {
    return new AnthropicStreamWriter();
  }

  @Override
  public byte[] error(WireError error) {
    return Json.bytes(AnthropicErrors.body(error));
  }

  @Override
  public byte[] errorEvent(WireError error) {
    return new SseWriter().event("error", AnthropicErrors.body(error)).take();
  }

  @Override
  public int status(WireError error) {
    return error.kind().status();
  }
}
