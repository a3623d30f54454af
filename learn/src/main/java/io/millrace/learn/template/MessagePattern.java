package io.millrace.learn.template;

import java.util.List;
import java.util.Objects;

/// One message of a template: its role and its parts in order. Two slots never touch, nor do two
/// constants, so that a message splits in one way only.
public record MessagePattern(String role, List<Part> parts) {
  public MessagePattern {
    Objects.requireNonNull(role, "role");
    parts = List.copyOf(parts);
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Constant == parts.get(i - 1) instanceof Part.Constant) {
        throw new IllegalArgumentException("two slots or two constants touch");
      }
    }
  }

  /// The constant text, slots left out.
  String constantText() {
    var text = new StringBuilder();
    for (Part part : parts) {
      text.append(part instanceof Part.Constant(String constant) ? constant : "\n");
    }
    return text.toString();
  }
}
