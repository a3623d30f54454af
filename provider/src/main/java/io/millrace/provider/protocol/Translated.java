package io.millrace.provider.protocol;

import io.millrace.http.Header;
import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.chat.WireError;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call to an upstream of another protocol: said in its words, and its answers in the caller's.
/// Thread-safe.
final class Translated implements Prepared {
  private final InboundCall call;
  private final Target target;
  private final CallerCodec caller;
  private final UpstreamCodec upstream;
  private final InstantSource clock;
  private final List<String> dropped;
  private final byte[] body;

  /// @throws io.millrace.provider.chat.RefusedException when the target cannot be told
  Translated(
      InboundCall call,
      Target target,
      CallerCodec caller,
      UpstreamCodec upstream,
      InstantSource clock) {
    this.call = call;
    this.target = target;
    this.caller = caller;
    this.upstream = upstream;
    this.clock = clock;
    this.dropped = caller.fields().check(call.json(), target.dialect());
    ChatRequest request = caller.decode(call.json());
    this.body = upstream.encode(request, target.model());
  }

  @Override
  public String path() {
    return upstream.path(target.model(), call.stream());
  }

  @Override
  public List<Header> headers() {
    return target.dialect() == Dialect.ANTHROPIC
        ? List.of(PassThrough.JSON, PassThrough.VERSION)
        : List.of(PassThrough.JSON);
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
    ChatAnswer read = upstream.decode(answer);
    ChatAnswer said =
        new ChatAnswer(
            read.id(),
            callersName(read.model()),
            read.created() == 0 ? now() : read.created(),
            read.parts(),
            read.finish(),
            read.stopSequence(),
            read.usage());
    byte[] whole = caller.encode(said, call.json());
    return new Answered(whole, read.model(), read.usage(), word(read.finish()));
  }

  @Override
  public ErrorAnswer error(int status, String contentType, byte[] answer) {
    WireError error = UpstreamError.read(upstream, status, contentType, answer);
    return Translation.error(call.operation(), error);
  }

  @Override
  public AnswerStream stream() {
    return new TranslatedStream(this, upstream.stream(), caller, call);
  }

  /// The model's name as the caller shall read it.
  String callersName(String upstreams) {
    return target.mapped() || upstreams.isEmpty() ? call.model() : upstreams;
  }

  long now() {
    return clock.instant().getEpochSecond();
  }

  /// Why an answer ended, in OpenAI's words; empty when it did not.
  static String word(ChatAnswer.@Nullable Finish finish) {
    return switch (finish) {
      case null -> "";
      case STOP, STOP_SEQUENCE -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
    };
  }
}
