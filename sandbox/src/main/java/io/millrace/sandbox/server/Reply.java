package io.millrace.sandbox.server;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// One answer of a model. Immutable.
///
/// @param thinking tokens that were thought first
/// @param tokens the text, cut into tokens
/// @param stop the stop sequence that was met; empty unless [End#STOP_SEQUENCE]
record Reply(List<String> thinking, List<String> tokens, List<ToolUse> uses, End end, String stop) {
  Reply {
    thinking = List.copyOf(thinking);
    tokens = List.copyOf(tokens);
    uses = List.copyOf(uses);
  }

  /// Why it ended.
  enum End {
    FINISHED,
    LENGTH,
    STOP_SEQUENCE,
    TOOLS
  }

  /// A call of a tool.
  record ToolUse(String name, JsonNode arguments) {
    /// The arguments as tokens of their JSON.
    List<String> tokens() {
      return TokenCutter.cut(Json.text(arguments));
    }
  }

  String text() {
    return String.join("", tokens);
  }

  String thought() {
    return String.join("", thinking);
  }

  /// Tokens of the answer by the sandbox's rule, thinking not among them.
  int answerTokens() {
    return tokens.size() + uses.stream().mapToInt(use -> 4 + use.tokens().size()).sum();
  }
}
