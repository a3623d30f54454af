package io.millrace.provider.openai;

import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.FieldTable;
import io.millrace.provider.chat.StreamEncoder;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.RequestJson;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;

/// OpenAI's chat completions as callers speak them. Thread-safe.
public final class OpenAiChatCaller implements CallerCodec {
  private static final FieldTable FIELDS = new FieldTable(ChatFields.rules());

  private final InstantSource clock;

  public OpenAiChatCaller() {
    this(InstantSource.system());
  }

  /// @param clock tells when streamed answers were made
  public OpenAiChatCaller(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public FieldTable fields() {
    return FIELDS;
  }

  @Override
  public ChatRequest decode(JsonNode body) {
    return new ChatRequestReader(new RequestJson(body, "")).read();
  }

  @Override
  public byte[] encode(ChatAnswer answer, JsonNode request) {
    return Json.bytes(OpenAiAnswerWriter.completion(answer));
  }

  @Override
  public StreamEncoder stream(JsonNode request, boolean usageWanted) {
    return new OpenAiStreamWriter(usageWanted, clock.instant().getEpochSecond());
  }

  @Override
  public byte[] error(WireError error) {
    return OpenAiErrors.body(error);
  }

  @Override
  public byte[] errorEvent(WireError error) {
    return OpenAiErrors.chatEvent(error);
  }
}
