package io.millrace.flywheel.dataset;

import io.millrace.flywheel.dataset.ChatReader.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes conversations as turns of `from` and `value`. Trainers want them to alternate, the caller
/// (`human`, `observation`) first; neighbours of one kind are joined by a line break, and what
/// cannot be said so is refused as `shape`.
final class ShareGpt {
  private static final Outcome<ObjectNode> SHAPE = new Outcome.Refused<>("shape");

  private ShareGpt() {}

  private record Turn(String from, String value) {
    boolean callers() {
      return from.equals("human") || from.equals("observation");
    }

    ObjectNode json() {
      return Json.MAPPER.createObjectNode().put("from", from).put("value", value);
    }
  }

  static Outcome<ObjectNode> row(Chat chat, ObjectNode answer) {
    Turn last = turn(answer);
    ObjectNode row = last == null ? null : start(chat);
    if (row == null || last == null) {
      return SHAPE;
    }
    row.withArray("conversations").add(last.json());
    return new Outcome.Read<>(row);
  }

  static Outcome<ObjectNode> pair(Chat chat, ObjectNode answer, ObjectNode rejected) {
    Turn chosen = turn(answer);
    Turn other = turn(rejected);
    ObjectNode row = chosen == null || other == null ? null : start(chat);
    if (row == null || chosen == null || other == null) {
      return SHAPE;
    }
    row.set("chosen", chosen.json());
    row.set("rejected", other.json());
    return new Outcome.Read<>(row);
  }

  /// The row without an answer; null when the conversation cannot be said so.
  private static @Nullable ObjectNode start(Chat chat) {
    var system = new ArrayList<String>();
    var turns = new ArrayList<Turn>();
    for (ObjectNode message : chat.messages()) {
      String role = Json.text(message, "role");
      if (turns.isEmpty() && (role.equals("system") || role.equals("developer"))) {
        system.add(Json.text(message, "content"));
      } else if (!append(turns, turn(message))) {
        return null;
      }
    }
    if (turns.isEmpty() || !turns.getLast().callers()) {
      return null;
    }
    ObjectNode row = Json.MAPPER.createObjectNode();
    ArrayNode conversations = row.putArray("conversations");
    turns.forEach(turn -> conversations.add(turn.json()));
    row.put("system", String.join("\n", system));
    row.put("tools", chat.tools() == null ? "" : functions(chat.tools()));
    return row;
  }

  private static boolean append(List<Turn> turns, @Nullable Turn turn) {
    if (turn == null) {
      return false;
    }
    if (turns.isEmpty()) {
      return turn.from().equals("human") && turns.add(turn);
    }
    Turn last = turns.getLast();
    if (last.from().equals(turn.from()) && !turn.from().equals("function_call")) {
      turns.set(turns.size() - 1, new Turn(turn.from(), last.value() + "\n" + turn.value()));
      return true;
    }
    return last.callers() != turn.callers() && turns.add(turn);
  }

  private static @Nullable Turn turn(ObjectNode message) {
    String text = Json.text(message, "content");
    return switch (Json.text(message, "role")) {
      case "user" -> new Turn("human", text);
      case "tool" -> new Turn("observation", text);
      case "assistant" -> {
        JsonNode calls = message.path("tool_calls");
        if (calls.isEmpty()) {
          yield new Turn("gpt", text);
        }
        yield text.isEmpty() ? new Turn("function_call", calls(calls)) : null;
      }
      default -> null;
    };
  }

  /// One call as an object, several as a list.
  private static String calls(JsonNode calls) {
    ArrayNode list = Json.MAPPER.createArrayNode();
    for (JsonNode call : calls) {
      JsonNode function = call.path("function");
      list.addObject()
          .put("name", Json.text(function, "name"))
          .set("arguments", arguments(Json.text(function, "arguments")));
    }
    return Json.MAPPER.writeValueAsString(list.size() == 1 ? list.get(0) : list);
  }

  private static JsonNode arguments(String written) {
    try {
      return Json.MAPPER.readTree(written);
    } catch (JacksonException e) {
      return Json.MAPPER.getNodeFactory().stringNode(written);
    }
  }

  private static String functions(ArrayNode tools) {
    ArrayNode list = Json.MAPPER.createArrayNode();
    tools.forEach(tool -> list.add(tool.path("function")));
    return Json.MAPPER.writeValueAsString(list);
  }
}
