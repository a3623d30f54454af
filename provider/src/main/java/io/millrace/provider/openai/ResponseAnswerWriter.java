package io.millrace.provider.openai;

import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.Part;
import io.millrace.provider.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a whole answer as a response. Used once.
final class ResponseAnswerWriter {
  private static final String DONE = "completed";

  private final ChatAnswer answer;
  private final String id;
  private final ArrayNode output = Json.array();
  private @Nullable ObjectNode message;

  ResponseAnswerWriter(ChatAnswer answer) {
    this.answer = answer;
    this.id = ResponseNodes.id("resp_", answer.id());
  }

  ObjectNode write(JsonNode request) {
    for (Part part : answer.parts()) {
      switch (part) {
        case Part.Text(String text) -> said(ResponseNodes.text(text));
        case Part.Refusal(String text) -> said(ResponseNodes.refusal(text));
        case Part.Thinking(String text, _) -> {
          ObjectNode item = ResponseNodes.reasoning(itemId("rs_"), DONE);
          ((ArrayNode) item.path("content")).add(ResponseNodes.thought(text));
          add(item);
        }
        case Part.ToolCall(String call, String name, String arguments) ->
            add(ResponseNodes.call(itemId("fc_"), DONE, call, name, arguments));
        case Part.HiddenThinking _, Part.Image _, Part.Audio _, Part.File _, Part.ToolResult _ -> {}
      }
    }
    ObjectNode response = ResponseNodes.response(request, id, answer.created(), answer.model());
    ResponseNodes.finish(response, output, answer.finish(), answer.usage());
    return response;
  }

  private String itemId(String prefix) {
    return ResponseNodes.itemId(prefix, id, output.size());
  }

  private void add(ObjectNode item) {
    message = null;
    output.add(item);
  }

  /// Words that follow one another are parts of one message.
  private void said(ObjectNode part) {
    if (message == null) {
      message = ResponseNodes.message(itemId("msg_"), DONE);
      output.add(message);
    }
    ((ArrayNode) message.path("content")).add(part);
  }
}
