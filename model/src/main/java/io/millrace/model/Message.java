package io.millrace.model;

import java.util.Objects;

/// One message of a request.
///
/// @param role as the protocol names it: `system`, `developer`, `user`, `assistant`, `tool`
/// @param text its text; the text parts of a multi-part message joined by a line break
public record Message(String role, String text) {
  public Message {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(text, "text");
  }
}
