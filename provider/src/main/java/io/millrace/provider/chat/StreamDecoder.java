package io.millrace.provider.chat;

import java.util.function.Consumer;

/// Reads one streamed answer of an upstream. One thread at a time.
public interface StreamDecoder {
  /// Takes the next event.
  ///
  /// @throws BadAnswerException when the event breaks the protocol or tells of an error
  void accept(SseEvent event, Consumer<Delta> out);

  /// The upstream closed the stream. Where the protocol has no terminal event of its own (Gemini),
  /// this is what makes the answer complete, if a finish reason was seen.
  ///
  /// @throws BadAnswerException when the answer is not complete
  void end(Consumer<Delta> out);
}
