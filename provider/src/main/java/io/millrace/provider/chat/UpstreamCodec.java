package io.millrace.provider.chat;

/// A protocol that upstreams speak: how requests are written and answers read. Thread-safe.
public interface UpstreamCodec {
  /// The path of a request under the endpoint's base address, with a leading `/` and with any
  /// query.
  String path(String model, boolean stream);

  /// Writes a request; usage is asked for where the protocol leaves the choice.
  ///
  /// @param model the upstream's name of the model
  /// @throws RefusedException for what this dialect cannot say, naming the caller's field where it
  ///   is known
  byte[] encode(ChatRequest request, String model);

  /// Reads a whole answer.
  ///
  /// @throws BadAnswerException when it is not one
  ChatAnswer decode(byte[] body);

  /// Reads a streamed answer; one for each stream.
  StreamDecoder stream();

  /// Reads the body of an error answer.
  WireError error(int status, byte[] body);
}
