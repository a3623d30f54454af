package io.millrace.provider.protocol;

import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.SseEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What stands on a wire, for tests.
final class Wire {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Wire() {}

  static InboundCall call(Operation operation, String json) {
    JsonNode tree = MAPPER.readTree(json);
    return new InboundCall(
        operation,
        bytes(json),
        tree,
        tree.path("model").asString(""),
        tree.path("stream").asBoolean(false),
        List.of());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static JsonNode json(byte[] bytes) {
    return MAPPER.readTree(bytes);
  }

  /// An event with one line of data.
  static SseEvent data(String data) {
    return event("", data);
  }

  static SseEvent event(String name, String data) {
    String head = (name.isEmpty() ? "" : "event: " + name + "\n") + "data: ";
    byte[] raw = bytes(head + data + "\n\n");
    int from = bytes(head).length;
    return new SseEvent(name, raw, raw, from, raw.length - 2);
  }

  /// The events of a stream's text, each one to three lines as servers of today send them.
  static List<SseEvent> events(String stream) {
    var events = new ArrayList<SseEvent>();
    for (String one : stream.split("\n\n")) {
      if (!one.isBlank()) {
        events.add(parsed(one.strip()));
      }
    }
    return events;
  }

  private static SseEvent parsed(String lines) {
    String name = "";
    String data = "";
    for (String line : lines.split("\n")) {
      if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      }
    }
    return event(name, data);
  }

  /// What a stream says to the caller, whole; fails when the answer does not end.
  static String said(Prepared.AnswerStream stream, List<SseEvent> events) {
    var said = new StringBuilder();
    boolean last = false;
    for (SseEvent event : events) {
      Prepared.Step step = stream.accept(event);
      said.append(text(step.bytes()));
      last |= step.last();
    }
    Prepared.Step end = stream.end();
    said.append(text(end.bytes()));
    if (!last && !end.last()) {
      throw new AssertionError("the answer did not end: " + said);
    }
    return said.toString();
  }
}
