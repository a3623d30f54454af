package io.millrace.provider.protocol;

import io.millrace.provider.anthropic.AnthropicCaller;
import io.millrace.provider.anthropic.AnthropicUpstream;
import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.gemini.GeminiUpstream;
import io.millrace.provider.openai.OpenAiChatCaller;
import io.millrace.provider.openai.OpenAiUpstream;
import io.millrace.provider.openai.ResponsesCaller;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/// The front door of all protocols: says any call to any upstream, and any answer to its caller.
/// Where caller and upstream speak the same protocol, bytes pass as they came but for the model's
/// name where it is mapped and the request for usage in a stream. Thread-safe.
public final class Translation {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final UpstreamCodec OPENAI = new OpenAiUpstream();
  private static final UpstreamCodec ANTHROPIC = new AnthropicUpstream();
  private static final UpstreamCodec GEMINI = new GeminiUpstream();
  private static final CallerCodec CHAT = new OpenAiChatCaller(CLOCK);
  private static final CallerCodec RESPONSES = new ResponsesCaller(CLOCK);
  private static final CallerCodec MESSAGES = new AnthropicCaller();

  private Translation() {}

  /// Says a call in the words of a target.
  ///
  /// @throws io.millrace.provider.chat.RefusedException when the target cannot be told
  public static Prepared prepare(InboundCall call, Target target) {
    UpstreamCodec upstream = upstream(target.dialect());
    if (passes(call.operation(), target)) {
      return new PassThrough(call, target, upstream);
    }
    if (call.operation() == Operation.EMBEDDINGS) {
      return embeddings(call, target, upstream);
    }
    return new Translated(call, target, codec(call.operation()), upstream, CLOCK);
  }

  private static boolean passes(Operation operation, Target target) {
    return switch (operation) {
      case CHAT, EMBEDDINGS -> target.dialect() == Dialect.OPENAI;
      case RESPONSES -> target.dialect() == Dialect.OPENAI && target.responses();
      case MESSAGES -> target.dialect() == Dialect.ANTHROPIC;
    };
  }

  private static Prepared embeddings(InboundCall call, Target target, UpstreamCodec upstream) {
    if (target.dialect() == Dialect.GEMINI) {
      return new TranslatedEmbeddings(call, target, upstream);
    }
    throw new RefusedException(
        WireError.badField(
            "model",
            "embeddings do not exist at "
                + target.dialect().name().charAt(0)
                + target.dialect().name().substring(1).toLowerCase(Locale.ROOT)
                + ": send this call to a model of another provider",
            "unsupported_operation"));
  }

  private static UpstreamCodec upstream(Dialect dialect) {
    return switch (dialect) {
      case OPENAI -> OPENAI;
      case ANTHROPIC -> ANTHROPIC;
      case GEMINI -> GEMINI;
    };
  }

  /// A complete answer of ours (a student's, a cache's) as a whole body in the caller's protocol.
  public static Answered whole(InboundCall call, ChatAnswer answer) {
    byte[] body = codec(call.operation()).encode(answer, call.json());
    return new Answered(body, answer.model(), answer.usage(), Translated.word(answer.finish()));
  }

  /// The same as a stream: each element is one or more server-sent events to flush, the last
  /// element holds what ends the answer. Usage is told as the caller asked.
  public static List<byte[]> streamed(InboundCall call, ChatAnswer answer) {
    CallerCodec codec = codec(call.operation());
    return new OwnAnswer(codec.stream(call.json(), PassThrough.usageWanted(call))).say(answer);
  }

  /// The status and body of an error in the shape of an operation's protocol.
  public static Prepared.ErrorAnswer error(Operation operation, WireError error) {
    CallerCodec codec = codec(operation);
    return new Prepared.ErrorAnswer(codec.status(error), codec.error(error), error);
  }

  /// The event that ends a stream which failed after its first byte.
  public static byte[] errorEvent(Operation operation, WireError error) {
    return codec(operation).errorEvent(error);
  }

  /// The protocol's fields and codec. Embeddings are no chat: of what is given for them, only the
  /// errors are of use.
  public static CallerCodec codec(Operation operation) {
    return switch (operation) {
      case CHAT, EMBEDDINGS -> CHAT;
      case RESPONSES -> RESPONSES;
      case MESSAGES -> MESSAGES;
    };
  }
}
