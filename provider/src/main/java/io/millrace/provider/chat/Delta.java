package io.millrace.provider.chat;

import io.millrace.model.Usage;
import org.jspecify.annotations.Nullable;

/// A step of a streamed answer in no protocol's words. A stream is one [Start], contents, one
/// [Finished], at most one [Used] before or after it, and one [Done] at the very end.
public sealed interface Delta {
  record Start(String id, String model) implements Delta {}

  record Text(String text) implements Delta {}

  record Thinking(String text) implements Delta {}

  /// The signature of the thought before.
  record Signature(String signature) implements Delta {}

  record HiddenThinking(String data) implements Delta {}

  record Refusal(String text) implements Delta {}

  /// A tool call begins.
  ///
  /// @param index 0 for the first tool call of the answer, counted up
  record ToolStart(int index, String id, String name) implements Delta {}

  record ToolArguments(int index, String fragment) implements Delta {}

  record Finished(ChatAnswer.Finish finish, @Nullable String stopSequence) implements Delta {}

  record Used(Usage usage) implements Delta {}

  /// The upstream ended the stream as its protocol says a whole answer ends.
  record Done() implements Delta {}

  /// Whether the caller sees this as content: the first one ends the time in which a failure can be
  /// hidden.
  default boolean isContent() {
    return switch (this) {
      case Text _, Thinking _, HiddenThinking _, Refusal _, ToolStart _, ToolArguments _ -> true;
      case Start _, Signature _, Finished _, Used _, Done _ -> false;
    };
  }
}
