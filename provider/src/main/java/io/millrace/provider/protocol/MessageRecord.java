package io.millrace.provider.protocol;

import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.SseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What is kept of a message stream, and the whole message made of it at its end: the texts of its
/// blocks in JSON's own escapes, and every other event. One thread at a time.
final class MessageRecord {
  private final Bytes events = new Bytes();
  private final Map<Integer, Bytes> pieces = new TreeMap<>();

  void event(SseEvent event) {
    events.add(event.data(), event.from(), event.to());
    events.add('\n');
  }

  /// A piece of a block's text, thought or tool input.
  void piece(int block, byte[] data, int from, int to) {
    pieces.computeIfAbsent(block, _ -> new Bytes()).add(data, from, to);
  }

  /// @param callersName the model's name to write, as a JSON string; null for the upstream's
  Answered answered(byte @Nullable [] callersName) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    ObjectNode usage = JsonNodeFactory.instance.objectNode();
    var blocks = new TreeMap<Integer, ObjectNode>();
    for (JsonNode event : read()) {
      switch (event.path("type").asString("")) {
        case "message_start" -> start(event.path("message"), message, usage);
        case "content_block_start" -> {
          if (event.path("content_block") instanceof ObjectNode block) {
            blocks.put(event.path("index").asInt(0), block);
          }
        }
        case "content_block_delta" -> delta(event, blocks);
        case "message_delta" -> {
          setAll(message, event.path("delta"));
          setAll(usage, event.path("usage"));
        }
        default -> {}
      }
    }
    return whole(message, usage, blocks, callersName);
  }

  private static void start(JsonNode told, ObjectNode message, ObjectNode usage) {
    setAll(message, told);
    setAll(usage, told.path("usage"));
  }

  private static void setAll(ObjectNode into, JsonNode fields) {
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      into.set(field.getKey(), field.getValue());
    }
  }

  private static void delta(JsonNode event, Map<Integer, ObjectNode> blocks) {
    ObjectNode block = blocks.get(event.path("index").asInt(0));
    if (block == null) {
      return;
    }
    JsonNode delta = event.path("delta");
    if (delta.path("type").asString("").equals("citations_delta")) {
      if (!(block.path("citations") instanceof ArrayNode)) {
        block.putArray("citations");
      }
      ((ArrayNode) block.path("citations")).add(delta.path("citation"));
    } else if (delta.path("signature").isString()) {
      block.set("signature", delta.path("signature"));
    }
  }

  private Answered whole(
      ObjectNode message,
      ObjectNode usage,
      Map<Integer, ObjectNode> blocks,
      byte @Nullable [] callersName) {
    ArrayNode content = message.putArray("content");
    for (Map.Entry<Integer, ObjectNode> block : blocks.entrySet()) {
      fill(block.getKey(), block.getValue());
      content.add(block.getValue());
    }
    if (!usage.isEmpty()) {
      message.set("usage", usage);
    }
    String model = message.path("model").asString("");
    if (callersName != null) {
      message.put("model", Values.text(callersName, 0, callersName.length));
    }
    byte[] body = Values.MAPPER.writeValueAsBytes(message);
    Answered read = new WholeReader(Operation.MESSAGES, body, null).read();
    return new Answered(body, model, read.usage(), read.finish());
  }

  private void fill(int index, ObjectNode block) {
    Bytes own = pieces.get(index);
    if (own == null) {
      return;
    }
    String text = own.unescaped();
    switch (block.path("type").asString("")) {
      case "thinking" -> block.put("thinking", block.path("thinking").asString("") + text);
      case "text" -> block.put("text", block.path("text").asString("") + text);
      default -> block.set("input", input(text));
    }
  }

  /// A tool's input; the text itself where the stream broke inside it.
  private static JsonNode input(String text) {
    try {
      return text.isBlank() ? JsonNodeFactory.instance.objectNode() : Values.MAPPER.readTree(text);
    } catch (JacksonException _) {
      return JsonNodeFactory.instance.stringNode(text);
    }
  }

  private List<JsonNode> read() {
    var all = new ArrayList<JsonNode>();
    try (MappingIterator<JsonNode> kept =
        Values.MAPPER.readerFor(JsonNode.class).readValues(events.array(), 0, events.size())) {
      while (kept.hasNextValue()) {
        all.add(kept.nextValue());
      }
    } catch (JacksonException _) {
      // bytes that are not UTF-8 passed to the caller as they came; what was read before is kept
    }
    return all;
  }
}
