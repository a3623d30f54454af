package io.millrace.provider.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A piece of a turn or of an answer.
public sealed interface Part {
  record Text(String text) implements Part {}

  record Image(Media media) implements Part {}

  /// @param media always [Media.Inline]
  record Audio(Media.Inline media) implements Part {}

  /// A document.
  ///
  /// @param name the file's name; null when not said
  record File(Media media, @Nullable String name) implements Part {}

  /// A call of a tool by the model.
  ///
  /// @param arguments JSON, exactly as the model wrote it
  record ToolCall(String id, String name, String arguments) implements Part {}

  /// What a tool answered.
  ///
  /// @param id of the call it answers
  /// @param content texts and images
  record ToolResult(String id, List<Part> content, boolean failed) implements Part {
    public ToolResult {
      content = List.copyOf(content);
    }
  }

  /// What the model thought.
  ///
  /// @param signature the provider's proof that it wrote this; null without one
  record Thinking(String text, @Nullable String signature) implements Part {}

  /// A thought that only its provider can read.
  record HiddenThinking(String data) implements Part {}

  /// The model's words when it declines.
  record Refusal(String text) implements Part {}

  /// Content beside text.
  sealed interface Media {
    /// @param type a media type, `image/png` for example
    /// @param base64 the bytes
    record Inline(String type, String base64) implements Media {}

    /// @param type the media type; null when not said
    record Url(String url, @Nullable String type) implements Media {}
  }
}
