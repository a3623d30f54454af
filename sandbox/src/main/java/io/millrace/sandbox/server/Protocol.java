package io.millrace.sandbox.server;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// A provider's protocol for asking for an answer: pure functions between JSON and what the sandbox
/// means. Implementations are immutable.
sealed interface Protocol
    permits ChatProtocol, ResponsesProtocol, MessagesProtocol, GeminiProtocol {
  /// Reads a request.
  ///
  /// @param model the name without faults, wherever the protocol has it
  /// @param stream whether the address asks for a stream
  ChatCall read(JsonNode body, String model, boolean stream) throws Refused;

  /// The whole answer.
  JsonNode answer(ChatCall call, Generated generated, Stamp stamp);

  /// The same answer as a stream.
  List<StreamEvent> events(ChatCall call, Generated generated, Stamp stamp);

  /// An error.
  JsonNode error(Refused refused);

  /// An error in the middle of a stream.
  default StreamEvent errorEvent(Refused refused) {
    return StreamEvent.of(StreamEvent.Kind.FRAME, error(refused));
  }
}
