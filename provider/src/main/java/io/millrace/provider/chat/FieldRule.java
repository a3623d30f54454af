package io.millrace.provider.chat;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// One field of a protocol's requests.
///
/// @param path where it stands: names joined by dots, `[]` for any element of a list and `[x]` for
///   an element whose `type` (or, for a message without one, `role`) is `x`; a trailing `.*` makes
///   everything below it part of the field, whatever it is.
///   `messages[user].content[image_url].image_url.url`
/// @param classes what becomes of it at each dialect that is not the protocol's own
/// @param harmless values that say what leaving the field out says: never refused, never named
/// @param sample a value with a meaning, for the tests that hold the table
/// @param note for readers: how it is translated, or why it cannot be
public record FieldRule(
    String path,
    Map<Dialect, FieldClass> classes,
    List<JsonNode> harmless,
    JsonNode sample,
    String note) {
  public FieldRule {
    classes = Map.copyOf(classes);
    harmless = List.copyOf(harmless);
  }
}
