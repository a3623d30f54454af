package io.millrace.provider.protocol;

import io.millrace.model.Usage;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What is kept of a chat stream, and the whole form made of it at its end. One thread at a time.
final class ChatRecord {
  private static final byte[] NO_USAGE = {};

  private final Bytes text = new Bytes();
  private final Bytes thought = new Bytes();
  private final Bytes events = new Bytes();
  private byte[] usage = NO_USAGE;
  private boolean textSaid;
  private boolean thoughtSaid;

  /// Keeps the text of the first choice; other choices are in events kept whole.
  void text(byte[] data, ChatChoice choice) {
    if (choice.index() != 0) {
      return;
    }
    if (choice.textFrom() >= 0) {
      text.add(data, choice.textFrom(), choice.textTo());
      textSaid = true;
    }
    if (choice.thoughtFrom() >= 0) {
      thought.add(data, choice.thoughtFrom(), choice.thoughtTo());
      thoughtSaid = true;
    }
  }

  void usage(byte[] data, int from, int to) {
    usage = Arrays.copyOfRange(data, from, to);
  }

  void event(byte[] data, int from, int to) {
    events.add(data, from, to);
    events.add('\n');
  }

  /// @param callersName the model's name to write, as a JSON string; null for the upstream's
  Answered answered(byte @Nullable [] callersName) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    var choices = new TreeMap<Integer, ChatMessage>();
    whole.put("id", "").put("object", "chat.completion").put("created", 0).put("model", "");
    readEvents(whole, choices);
    ChatMessage first = choices.computeIfAbsent(0, ChatMessage::new);
    first.texts(textSaid ? text.unescaped() : null, thoughtSaid ? thought.unescaped() : null);
    String model = whole.path("model").asString("");
    if (callersName != null) {
      whole.put("model", Values.text(callersName, 0, callersName.length));
    }
    var list = whole.putArray("choices");
    for (Map.Entry<Integer, ChatMessage> choice : choices.entrySet()) {
      list.add(choice.getValue().whole());
    }
    JsonNode told = usage.length == 0 ? null : Values.tree(usage, 0, usage.length);
    if (told != null) {
      whole.set("usage", told);
    }
    Usage counted = Values.usage(usage, usage.length == 0 ? -1 : 0, usage.length);
    return new Answered(Values.MAPPER.writeValueAsBytes(whole), model, counted, first.finish());
  }

  private void readEvents(ObjectNode whole, Map<Integer, ChatMessage> choices) {
    try (MappingIterator<JsonNode> kept =
        Values.MAPPER.readerFor(JsonNode.class).readValues(events.array(), 0, events.size())) {
      while (kept.hasNextValue()) {
        event(kept.nextValue(), whole, choices);
      }
    } catch (JacksonException _) {
      // bytes that are not UTF-8 passed to the caller as they came; what was read before is kept
    }
  }

  private static void event(JsonNode event, ObjectNode whole, Map<Integer, ChatMessage> choices) {
    for (Map.Entry<String, JsonNode> field : event.properties()) {
      switch (field.getKey()) {
        case "choices", "usage", "object", "obfuscation" -> {}
        default -> {
          if (!field.getValue().isNull()) {
            whole.set(field.getKey(), field.getValue());
          }
        }
      }
    }
    for (JsonNode choice : event.path("choices")) {
      int index = choice.path("index").asInt(0);
      choices.computeIfAbsent(index, ChatMessage::new).add(choice);
    }
  }
}
