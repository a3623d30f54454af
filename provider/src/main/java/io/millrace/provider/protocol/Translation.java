package io.millrace.provider.protocol;

import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.openai.OpenAiErrors;
import io.millrace.provider.openai.OpenAiUpstream;
import java.util.List;

/// The front door of all protocols: says any call to any upstream, and any answer to its caller.
/// Where caller and upstream speak the same protocol, bytes pass as they came but for the model's
/// name where it is mapped and the request for usage in a stream. Thread-safe.
public final class Translation {
  private static final OpenAiUpstream OPENAI = new OpenAiUpstream();

  private Translation() {}

  /// Says a call in the words of a target.
  ///
  /// @throws io.millrace.provider.chat.RefusedException when the target cannot be told
  public static Prepared prepare(InboundCall call, Target target) {
    if (passes(call.operation(), target)) {
      return new PassThrough(call, target, OPENAI);
    }
    throw new UnsupportedOperationException();
  }

  private static boolean passes(Operation operation, Target target) {
    return switch (operation) {
      case CHAT, EMBEDDINGS -> target.dialect() == Dialect.OPENAI;
      case RESPONSES -> target.dialect() == Dialect.OPENAI && target.responses();
      case MESSAGES -> target.dialect() == Dialect.ANTHROPIC;
    };
  }

  /// A complete answer of ours (a student's, a cache's) as a whole body in the caller's protocol.
  public static Answered whole(InboundCall call, ChatAnswer answer) {
    throw new UnsupportedOperationException();
  }

  /// The same as a stream: each element is one or more server-sent events to flush, the last
  /// element holds what ends the answer. Usage is told as the caller asked.
  public static List<byte[]> streamed(InboundCall call, ChatAnswer answer) {
    throw new UnsupportedOperationException();
  }

  /// The status and body of an error in the shape of an operation's protocol.
  public static Prepared.ErrorAnswer error(Operation operation, WireError error) {
    return new Prepared.ErrorAnswer(OpenAiErrors.status(error), OpenAiErrors.body(error), error);
  }

  /// The event that ends a stream which failed after its first byte.
  public static byte[] errorEvent(Operation operation, WireError error) {
    return OpenAiErrors.chatEvent(error);
  }

  /// The protocol's fields and codec; null for embeddings, which are no chat.
  public static CallerCodec codec(Operation operation) {
    throw new UnsupportedOperationException();
  }
}
