package io.millrace.provider.protocol;

import io.millrace.http.Header;
import io.millrace.provider.chat.Operation;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A caller's request, read once.
///
/// @param body the bytes as they came; not to be changed
/// @param json the same, parsed
/// @param model the name the caller asked for
/// @param stream whether the caller wants a stream
/// @param headers those of the caller's that mean something to an upstream of the same protocol
///   (`anthropic-version`, `anthropic-beta`, `openai-beta`), names in lower case
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record InboundCall(
    Operation operation,
    byte[] body,
    JsonNode json,
    String model,
    boolean stream,
    List<Header> headers) {
  public InboundCall {
    headers = List.copyOf(headers);
  }

  /// The same call to another model, as if the caller had asked for it.
  public InboundCall asking(String other) {
    byte[] changed = new RequestEdit(body).apply(other, false);
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    json.properties().forEach(field -> root.set(field.getKey(), field.getValue()));
    return new InboundCall(operation, changed, root.put("model", other), other, stream, headers);
  }
}
