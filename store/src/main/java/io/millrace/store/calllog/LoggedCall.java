package io.millrace.store.calllog;

import io.millrace.model.Call;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A call with the bodies that it was made of: for work that needs what a [Call] leaves out, such
/// as tools and the parts of messages that are not text.
///
/// @param call what was made of it
/// @param record the whole record
/// @param body the request's body with its parameters; null when the log does not hold it
/// @param messages the messages, where the log keeps them apart from the body
/// @param response the answer's body; null when the log does not hold it
public record LoggedCall(
    Call call,
    JsonNode record,
    @Nullable JsonNode body,
    @Nullable JsonNode messages,
    @Nullable JsonNode response) {
  /// A text of the record, empty when it has none.
  public String field(String name) {
    String text = Fields.text(record, name);
    return text == null ? "" : text;
  }
}
