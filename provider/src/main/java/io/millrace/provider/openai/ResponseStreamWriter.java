package io.millrace.provider.openai;

import io.millrace.model.Usage;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.ChatAnswer.Finish;
import io.millrace.provider.chat.Delta;
import io.millrace.provider.chat.StreamEncoder;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.SseWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the stream of a response: items follow one another, each begun, filled and ended by
/// events of its own, and the last event holds the whole. One thread at a time.
final class ResponseStreamWriter implements StreamEncoder {
  private enum Kind {
    NONE,
    TEXT,
    REFUSAL,
    THOUGHT,
    CALL
  }

  private final SseWriter out = new SseWriter();
  private final JsonNode request;
  private final long created;
  private final ArrayNode output = Json.array();
  private final StringBuilder filled = new StringBuilder();
  private ObjectNode response = Json.object();
  private ObjectNode item = Json.object();
  private Kind open = Kind.NONE;
  private String id = "";
  private int sequence;
  private int tool = -1;
  private Finish finish = Finish.STOP;
  private @Nullable Usage usage;

  /// @param created seconds since 1970
  ResponseStreamWriter(JsonNode request, long created) {
    this.request = request;
    this.created = created;
  }

  @Override
  public byte[] encode(Delta delta) {
    switch (delta) {
      case Delta.Start(String ownId, String model) -> start(ownId, model);
      case Delta.Text(String text) -> fill(Kind.TEXT, "response.output_text.delta", text);
      case Delta.Refusal(String text) -> fill(Kind.REFUSAL, "response.refusal.delta", text);
      case Delta.Thinking(String text) -> fill(Kind.THOUGHT, "response.reasoning_text.delta", text);
      case Delta.Signature _, Delta.HiddenThinking _ -> {}
      case Delta.ToolStart(int index, String call, String name) -> call(index, call, name);
      case Delta.ToolArguments(int index, String fragment) -> arguments(index, fragment);
      case Delta.Finished(Finish why, _) -> {
        close();
        finish = why;
      }
      case Delta.Used(Usage used) -> usage = used;
      case Delta.Done() -> done();
    }
    return out.take();
  }

  private void start(String upstreams, String model) {
    id = ResponseNodes.id("resp_", upstreams);
    response = ResponseNodes.response(request, id, created, model);
    whole("response.created");
    whole("response.in_progress");
  }

  private void whole(String type) {
    ObjectNode event = event(type);
    event.set("response", response);
    out.event(type, event);
  }

  private ObjectNode event(String type) {
    return Json.object().put("type", type).put("sequence_number", sequence++);
  }

  /// An event about the item that is open.
  private ObjectNode ofItem(String type) {
    ObjectNode event = event(type).put("item_id", item.path("id").asString(""));
    return event.put("output_index", output.size());
  }

  private void fill(Kind kind, String type, String text) {
    if (text.isEmpty()) {
      return;
    }
    if (open != kind) {
      begin(kind);
    }
    filled.append(text);
    ObjectNode event = ofItem(type).put("content_index", contentIndex()).put("delta", text);
    if (kind == Kind.TEXT) {
      event.putArray("logprobs");
    }
    out.event(type, event);
  }

  private int contentIndex() {
    return item.path("content").size();
  }

  /// Begins a part: of the message that is open, or of a new item.
  private void begin(Kind kind) {
    boolean sameMessage = isWords(open) && isWords(kind);
    if (sameMessage) {
      closePart();
    } else {
      close();
      item =
          kind == Kind.THOUGHT
              ? ResponseNodes.reasoning(itemId("rs_"), "in_progress")
              : ResponseNodes.message(itemId("msg_"), "in_progress");
      added();
    }
    open = kind;
    part("response.content_part.added", part(""));
  }

  private static boolean isWords(Kind kind) {
    return kind == Kind.TEXT || kind == Kind.REFUSAL;
  }

  private String itemId(String prefix) {
    return ResponseNodes.itemId(prefix, id, output.size());
  }

  private void added() {
    itemEvent("response.output_item.added");
  }

  private void itemEvent(String type) {
    ObjectNode event = event(type).put("output_index", output.size());
    event.set("item", item);
    out.event(type, event);
  }

  private ObjectNode part(String text) {
    return switch (open) {
      case REFUSAL -> ResponseNodes.refusal(text);
      case THOUGHT -> ResponseNodes.thought(text);
      case TEXT, CALL, NONE -> ResponseNodes.text(text);
    };
  }

  private void part(String type, ObjectNode part) {
    ObjectNode event = ofItem(type).put("content_index", contentIndex());
    event.set("part", part);
    out.event(type, event);
  }

  private void call(int index, String call, String name) {
    close();
    open = Kind.CALL;
    tool = index;
    item = ResponseNodes.call(itemId("fc_"), "in_progress", call, name, "");
    added();
  }

  private void arguments(int index, String fragment) {
    if (open != Kind.CALL || tool != index) {
      throw new BadAnswerException(
          "the upstream goes back to an earlier tool call, which this protocol cannot say");
    }
    filled.append(fragment);
    String type = "response.function_call_arguments.delta";
    out.event(type, ofItem(type).put("delta", fragment));
  }

  private void close() {
    if (open == Kind.NONE) {
      return;
    }
    if (open == Kind.CALL) {
      closeCall();
    } else {
      closePart();
    }
    item.put("status", "completed");
    itemEvent("response.output_item.done");
    output.add(item);
    open = Kind.NONE;
  }

  private void closeCall() {
    String arguments = filled.toString();
    filled.setLength(0);
    item.put("arguments", arguments);
    String type = "response.function_call_arguments.done";
    out.event(
        type, ofItem(type).put("name", item.path("name").asString("")).put("arguments", arguments));
  }

  private void closePart() {
    String text = filled.toString();
    filled.setLength(0);
    switch (open) {
      case TEXT -> {
        String type = "response.output_text.done";
        ObjectNode event = ofItem(type).put("content_index", contentIndex()).put("text", text);
        event.putArray("logprobs");
        out.event(type, event);
      }
      case REFUSAL -> {
        String type = "response.refusal.done";
        out.event(type, ofItem(type).put("content_index", contentIndex()).put("refusal", text));
      }
      case THOUGHT -> {
        String type = "response.reasoning_text.done";
        out.event(type, ofItem(type).put("content_index", contentIndex()).put("text", text));
      }
      case CALL, NONE -> {}
    }
    ObjectNode part = part(text);
    part("response.content_part.done", part);
    ((ArrayNode) item.path("content")).add(part);
  }

  private void done() {
    close();
    boolean complete = ResponseNodes.finish(response, output, finish, usage);
    whole(complete ? "response.completed" : "response.incomplete");
  }
}
