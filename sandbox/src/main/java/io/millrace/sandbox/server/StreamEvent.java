package io.millrace.sandbox.server;

import tools.jackson.databind.JsonNode;

/// One server-sent event. Immutable.
///
/// @param name after `event:`; empty for none
/// @param data after `data:`, one line
record StreamEvent(Kind kind, String name, String data) {
  /// What an event is for, whatever the protocol.
  enum Kind {
    /// Structure around the content.
    FRAME,
    /// One token.
    TOKEN,
    /// Nothing but usage.
    USAGE,
    /// The mark of the end.
    DONE
  }

  static StreamEvent of(Kind kind, JsonNode data) {
    return new StreamEvent(kind, "", Json.text(data));
  }

  static StreamEvent named(Kind kind, JsonNode data) {
    return new StreamEvent(kind, Json.string(data, "type"), Json.text(data));
  }

  StreamEvent withData(String other) {
    return new StreamEvent(kind, name, other);
  }

  /// The event on the wire.
  String wire() {
    String head = name.isEmpty() ? "" : "event: " + name + "\n";
    return head + "data: " + data + "\n\n";
  }
}
