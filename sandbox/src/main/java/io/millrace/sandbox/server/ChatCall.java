package io.millrace.sandbox.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request for an answer, whatever protocol it came in. Immutable.
///
/// @param model the name asked for, without faults
/// @param body what came, for the protocols that repeat parts of it
record ChatCall(
    String model,
    List<Turn> turns,
    Tools tools,
    Shape shape,
    Limits limits,
    Delivery delivery,
    JsonNode body) {
  ChatCall {
    turns = List.copyOf(turns);
  }

  /// One message.
  ///
  /// @param role `system`, `user`, `assistant` or `tool`
  /// @param text the text parts joined by a line break, or what a tool answered
  /// @param attachments what else is in it, one word each: `image`, `audio`, `file`
  /// @param cached whether a prompt cache is to hold everything up to here
  record Turn(String role, String text, List<String> attachments, boolean cached) {
    Turn {
      attachments = List.copyOf(attachments);
    }

    static Turn of(String role, String text) {
      return new Turn(role, text, List.of(), false);
    }
  }

  /// The tools that may be called.
  ///
  /// @param only the one that must be called; empty for any
  record Tools(List<Tool> offered, Choice choice, String only, boolean parallel) {
    static final Tools NONE = new Tools(List.of(), Choice.NONE, "", false);

    Tools {
      offered = List.copyOf(offered);
    }
  }

  /// One tool.
  ///
  /// @param schema of its arguments
  record Tool(String name, String description, JsonNode schema) {}

  /// Whether tools are called.
  enum Choice {
    NONE,
    AUTO,
    REQUIRED
  }

  /// What form the answer has.
  ///
  /// @param schema it satisfies; null for none
  /// @param json whether it is a JSON object at least
  record Shape(@Nullable JsonNode schema, boolean json) {
    static final Shape FREE = new Shape(null, false);
  }

  /// What bounds the answer.
  ///
  /// @param maxTokens 0 for no limit
  /// @param choices how many answers
  /// @param thinking whether the model thinks first
  record Limits(int maxTokens, List<String> stops, int choices, boolean thinking) {
    Limits {
      stops = List.copyOf(stops);
    }
  }

  /// How the answer is sent.
  ///
  /// @param usage whether a stream ends with its usage
  /// @param logprobs how many alternatives to each token; -1 for no probabilities
  record Delivery(boolean stream, boolean usage, int logprobs) {}

  /// The text of the last message of the user; empty when there is none.
  String question() {
    for (Turn turn : turns.reversed()) {
      if (turn.role().equals("user")) {
        return turn.text();
      }
    }
    return "";
  }

  /// What the tools answered since the model last spoke.
  List<String> toolResults() {
    int from = turns.size();
    while (from > 0 && turns.get(from - 1).role().equals("tool")) {
      from--;
    }
    return turns.subList(from, turns.size()).stream().map(Turn::text).toList();
  }
}
