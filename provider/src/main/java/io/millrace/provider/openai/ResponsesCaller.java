package io.millrace.provider.openai;

import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.FieldTable;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.StreamEncoder;
import io.millrace.provider.chat.WireError;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// OpenAI's responses as callers speak them. Thread-safe.
public final class ResponsesCaller implements CallerCodec {
  public ResponsesCaller(InstantSource clock) {}

  @Override
  public FieldTable fields() {
    return new FieldTable(List.of());
  }

  @Override
  public ChatRequest decode(JsonNode body) {
    throw new RefusedException(WireError.of(WireError.Kind.INVALID_REQUEST, "not yet"));
  }

  @Override
  public byte[] encode(ChatAnswer answer, JsonNode request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StreamEncoder stream(JsonNode request, boolean usageWanted) {
    throw new UnsupportedOperationException();
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
