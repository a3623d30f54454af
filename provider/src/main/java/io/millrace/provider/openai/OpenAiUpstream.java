package io.millrace.provider.openai;

import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.StreamDecoder;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.AnswerJson;
import io.millrace.provider.wire.Json;

/// Any server that speaks OpenAI's chat completions. Thread-safe.
public final class OpenAiUpstream implements UpstreamCodec {
  public OpenAiUpstream() {}

  @Override
  public String path(String model, boolean stream) {
    return "/chat/completions";
  }

  @Override
  public byte[] encode(ChatRequest request, String model) {
    return Json.bytes(new OpenAiRequestWriter(request, model).write());
  }

  @Override
  public ChatAnswer decode(byte[] body) {
    return OpenAiAnswerReader.read(AnswerJson.object(body));
  }

  @Override
  public StreamDecoder stream() {
    return new OpenAiStreamReader();
  }

  @Override
  public WireError error(int status, byte[] body) {
    return OpenAiErrors.read(status, body);
  }
}
