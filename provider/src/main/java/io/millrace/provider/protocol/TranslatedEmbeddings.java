package io.millrace.provider.protocol;

import io.millrace.http.Header;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.gemini.GeminiEmbeddings;
import java.util.List;

/// Embeddings asked of Gemini. Thread-safe.
final class TranslatedEmbeddings implements Prepared {
  private static final GeminiEmbeddings GEMINI = new GeminiEmbeddings();

  private final InboundCall call;
  private final Target target;
  private final UpstreamCodec upstream;
  private final List<String> dropped;
  private final byte[] body;

  /// @param upstream reads Gemini's errors
  TranslatedEmbeddings(InboundCall call, Target target, UpstreamCodec upstream) {
    this.call = call;
    this.target = target;
    this.upstream = upstream;
    this.dropped = GEMINI.fields().check(call.json(), Dialect.GEMINI);
    this.body = GEMINI.encode(call.json(), target.model());
  }

  @Override
  public String path() {
    return GEMINI.path(target.model());
  }

  @Override
  public List<Header> headers() {
    return List.of(PassThrough.JSON);
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public List<String> dropped() {
    return dropped;
  }

  @Override
  public Answered whole(byte[] answer) {
    String name = target.mapped() ? call.model() : target.model();
    GeminiEmbeddings.Embedded embedded = GEMINI.decode(answer, call.json(), name);
    return new Answered(embedded.body(), target.model(), embedded.usage(), "");
  }

  @Override
  public ErrorAnswer error(int status, String contentType, byte[] answer) {
    return Translation.error(
        call.operation(), UpstreamError.read(upstream, status, contentType, answer));
  }

  @Override
  public AnswerStream stream() {
    throw new BadAnswerException("embeddings are not streamed");
  }
}
