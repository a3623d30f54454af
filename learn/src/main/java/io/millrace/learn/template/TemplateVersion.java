package io.millrace.learn.template;

import java.util.List;

/// One wording of a template.
///
/// @param messages the pattern of each message, in order
/// @param openTurns whether any number of further messages may follow (a conversation under a
///   constant opening); each of them is an input slot of its own
public record TemplateVersion(List<MessagePattern> messages, boolean openTurns) {
  public TemplateVersion {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a template version has no message");
    }
  }

  /// The number of constant characters: how specific the version is.
  int constantLength() {
    int length = 0;
    for (MessagePattern message : messages) {
      for (Part part : message.parts()) {
        length += part instanceof Part.Constant(String text) ? text.length() : 0;
      }
    }
    return length;
  }
}
