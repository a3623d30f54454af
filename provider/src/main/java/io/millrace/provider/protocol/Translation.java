package io.millrace.provider.protocol;

import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.WireError;
import java.util.List;

/// The front door of all protocols: says any call to any upstream, and any answer to its caller.
/// Where caller and upstream speak the same protocol, bytes pass as they came but for the model's
/// name where it is mapped and the request for usage in a stream. Thread-safe.
public final class Translation {
  private Translation() {}

  /// Says a call in the words of a target.
  ///
  /// @throws io.millrace.provider.chat.RefusedException when the target cannot be told
  public static Prepared prepare(InboundCall call, Target target) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  /// The event that ends a stream which failed after its first byte.
  public static byte[] errorEvent(Operation operation, WireError error) {
    throw new UnsupportedOperationException();
  }

  /// The protocol's fields and codec; null for embeddings, which are no chat.
  public static CallerCodec codec(Operation operation) {
    throw new UnsupportedOperationException();
  }
}
