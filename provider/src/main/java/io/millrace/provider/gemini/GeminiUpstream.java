package io.millrace.provider.gemini;

import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.StreamDecoder;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.AnswerJson;
import io.millrace.provider.wire.Json;

/// Gemini's `generateContent` as an upstream speaks it
/// ([reference](https://ai.google.dev/api/generate-content)). Thread-safe.
///
/// The signatures that Gemini puts on its tool calls and wants back travel in the call's id, see
/// [CallId]: so no state is kept, and a conversation may go on at any node. Content behind a URL is
/// handed on as the URL; it is never fetched here.
public final class GeminiUpstream implements UpstreamCodec {
  public GeminiUpstream() {}

  @Override
  public String path(String model, boolean stream) {
    return ModelPath.of(model) + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
  }

  @Override
  public byte[] encode(ChatRequest request, String model) {
    return Json.bytes(new GeminiRequestWriter(request, model).write());
  }

  @Override
  public ChatAnswer decode(byte[] body) {
    return new GeminiAnswerReader().whole(AnswerJson.object(body));
  }

  @Override
  public StreamDecoder stream() {
    return new GeminiStreamReader();
  }

  @Override
  public WireError error(int status, byte[] body) {
    return GeminiErrors.read(status, body);
  }
}
