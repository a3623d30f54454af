package io.millrace.sandbox.server;

import io.millrace.sandbox.server.Reply.End;
import io.millrace.sandbox.server.Reply.ToolUse;
import io.millrace.sandbox.server.StreamEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the typed events of one response. One thread, once.
final class ResponsesStream {
  private final ChatCall call;
  private final Stamp stamp;
  private final List<StreamEvent> events = new ArrayList<>();
  private int index;

  ResponsesStream(ChatCall call, Stamp stamp) {
    this.call = call;
    this.stamp = stamp;
  }

  /// @param whole the response as it would be answered at once
  List<StreamEvent> write(Reply reply, JsonNode whole) {
    var begun = ResponsesProtocol.response(call, stamp, "in_progress");
    add(Kind.FRAME, event("response.created").set("response", begun));
    add(Kind.FRAME, event("response.in_progress").set("response", begun));
    if (!reply.thinking().isEmpty()) {
      item(ResponsesProtocol.reasoning(stamp), "added");
      item(ResponsesProtocol.reasoning(stamp), "done");
      index++;
    }
    if (!reply.tokens().isEmpty() || reply.uses().isEmpty()) {
      message(reply);
      index++;
    }
    for (int i = 0; i < reply.uses().size(); i++) {
      functionCall(i, reply.uses().get(i));
      index++;
    }
    String last = reply.end() == End.LENGTH ? "response.incomplete" : "response.completed";
    add(Kind.DONE, event(last).set("response", whole));
    return events;
  }

  private void message(Reply reply) {
    item(ResponsesProtocol.message(stamp, "in_progress", ""), "added");
    String id = stamp.id("msg_");
    add(
        Kind.FRAME,
        inside("response.content_part.added", id)
            .put("content_index", 0)
            .set("part", ResponsesProtocol.part("")));
    for (String token : reply.tokens()) {
      var delta = inside("response.output_text.delta", id).put("content_index", 0);
      delta.put("delta", token).putArray("logprobs");
      add(Kind.TOKEN, delta);
    }
    var done = inside("response.output_text.done", id).put("content_index", 0);
    done.put("text", reply.text()).putArray("logprobs");
    add(Kind.FRAME, done);
    add(
        Kind.FRAME,
        inside("response.content_part.done", id)
            .put("content_index", 0)
            .set("part", ResponsesProtocol.part(reply.text())));
    String status = reply.end() == End.LENGTH ? "incomplete" : "completed";
    item(ResponsesProtocol.message(stamp, status, reply.text()), "done");
  }

  private void functionCall(int number, ToolUse use) {
    item(ResponsesProtocol.functionCall(stamp, number, use, "in_progress", ""), "added");
    String id = stamp.id("fc_", number);
    for (String token : use.tokens()) {
      add(Kind.TOKEN, inside("response.function_call_arguments.delta", id).put("delta", token));
    }
    String arguments = Json.text(use.arguments());
    add(
        Kind.FRAME,
        inside("response.function_call_arguments.done", id)
            .put("name", use.name())
            .put("arguments", arguments));
    item(ResponsesProtocol.functionCall(stamp, number, use, "completed", arguments), "done");
  }

  private void item(ObjectNode item, String what) {
    add(
        Kind.FRAME,
        event("response.output_item." + what).put("output_index", index).set("item", item));
  }

  private ObjectNode inside(String type, String id) {
    return event(type).put("item_id", id).put("output_index", index);
  }

  private ObjectNode event(String type) {
    return Json.object().put("type", type).put("sequence_number", events.size());
  }

  private void add(Kind kind, JsonNode event) {
    events.add(StreamEvent.named(kind, event));
  }
}
