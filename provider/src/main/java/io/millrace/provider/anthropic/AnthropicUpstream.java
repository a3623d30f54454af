package io.millrace.provider.anthropic;

import io.millrace.http.Header;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.StreamDecoder;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.AnswerJson;
import io.millrace.provider.wire.Json;
import java.util.List;

/// Anthropic's messages as an upstream speaks them. Thread-safe.
///
/// What the protocol demands and a caller may not have said: without a limit on tokens,
/// [#DEFAULT_MAX_TOKENS] is asked for, thoughts that are budgeted come on top. How much the model
/// shall think is said in the words that the model's generation knows, see [ThinkingWords].
public final class AnthropicUpstream implements UpstreamCodec {
  /// The limit on an answer's tokens where the caller set none; the protocol demands one.
  public static final long DEFAULT_MAX_TOKENS = 8192;

  /// What every request carries besides authentication.
  public static final List<Header> HEADERS = List.of(new Header("anthropic-version", "2023-06-01"));

  public AnthropicUpstream() {}

  @Override
  public String path(String model, boolean stream) {
    return "/messages";
  }

  @Override
  public byte[] encode(ChatRequest request, String model) {
    return Json.bytes(new AnthropicRequestWriter(request, model).write());
  }

  @Override
  public ChatAnswer decode(byte[] body) {
    return AnthropicAnswerReader.read(AnswerJson.object(body));
  }

  @Override
  public StreamDecoder stream() {
    return new AnthropicStreamReader();
  }

  @Override
  public WireError error(int status, byte[] body) {
    return AnthropicErrors.read(status, body);
  }
}
