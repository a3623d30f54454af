package io.millrace.provider.openai;

import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.FieldTable;
import io.millrace.provider.chat.StreamEncoder;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.RequestJson;
import io.millrace.provider.wire.SseWriter;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's responses as callers speak them, without state: nothing is kept between calls.
/// Thread-safe.
public final class ResponsesCaller implements CallerCodec {
  private static final FieldTable FIELDS = new FieldTable(ResponseFields.rules());

  private final InstantSource clock;

  public ResponsesCaller() {
    this(InstantSource.system());
  }

  /// @param clock tells when streamed answers were made
  public ResponsesCaller(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public FieldTable fields() {
    return FIELDS;
  }

  @Override
  public ChatRequest decode(JsonNode body) {
    return new ResponseRequestReader(new RequestJson(body, "")).read();
  }

  @Override
  public byte[] encode(ChatAnswer answer, JsonNode request) {
    return Json.bytes(new ResponseAnswerWriter(answer).write(request));
  }

  /// @param usageWanted of no weight: usage is always part of this protocol's last event
  @Override
  public StreamEncoder stream(JsonNode request, boolean usageWanted) {
    return new ResponseStreamWriter(request, clock.instant().getEpochSecond());
  }

  @Override
  public byte[] error(WireError error) {
    return OpenAiErrors.body(error);
  }

  @Override
  public byte[] errorEvent(WireError error) {
    String code = error.code() == null ? OpenAiErrors.type(error.kind()) : error.code();
    ObjectNode event = Json.object().put("type", "error").put("code", code);
    event.put("message", error.message()).put("param", error.param()).put("sequence_number", 0);
    return new SseWriter().event("error", event).take();
  }
}
