package io.millrace.provider.protocol;

import io.millrace.provider.chat.Operation;

/// Why an answer ended, in OpenAI's words.
final class FinishWords {
  private FinishWords() {}

  /// @param reason the protocol's own word; empty when none was said
  /// @param toolCalled whether the answer calls a tool, for protocols whose word does not say it
  static String of(Operation operation, String reason, boolean toolCalled) {
    return switch (operation) {
      case CHAT, EMBEDDINGS -> reason;
      case RESPONSES ->
          switch (reason) {
            case "completed" -> toolCalled ? "tool_calls" : "stop";
            case "incomplete" -> "length";
            case "content_filter" -> reason;
            default -> "";
          };
      case MESSAGES ->
          switch (reason) {
            case "end_turn", "stop_sequence", "pause_turn" -> "stop";
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> reason;
          };
    };
  }
}
