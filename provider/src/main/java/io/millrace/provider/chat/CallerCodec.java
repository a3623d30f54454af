package io.millrace.provider.chat;

import tools.jackson.databind.JsonNode;

/// A protocol that callers speak: how its requests are read and its answers written. Thread-safe.
public interface CallerCodec {
  /// Every field of its requests, with what becomes of it at each dialect it is translated to.
  FieldTable fields();

  /// Reads a request that [FieldTable#check] has passed.
  ///
  /// @throws RefusedException for a field of a wrong type or value, named
  ChatRequest decode(JsonNode body);

  /// Writes a whole answer.
  ///
  /// @param request the caller's request, for protocols that echo parts of it
  byte[] encode(ChatAnswer answer, JsonNode request);

  /// Writes a streamed answer; one for each stream.
  ///
  /// @param usageWanted whether the caller asked for usage in the stream, where its protocol leaves
  ///   it the choice
  StreamEncoder stream(JsonNode request, boolean usageWanted);

  /// The body of an error.
  byte[] error(WireError error);

  /// The event that ends a stream which failed after its first byte; complete with blank line.
  byte[] errorEvent(WireError error);

  /// The HTTP status that an error is sent with.
  default int status(WireError error) {
    return error.kind() == WireError.Kind.OVERLOADED ? 503 : error.kind().status();
  }
}
