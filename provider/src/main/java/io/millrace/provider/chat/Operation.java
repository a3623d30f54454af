package io.millrace.provider.chat;

/// What a caller asked for, by the interface it came in through. Each has one protocol.
public enum Operation {
  /// OpenAI chat completions: `POST /v1/chat/completions`.
  CHAT,
  /// OpenAI responses: `POST /v1/responses`.
  RESPONSES,
  /// OpenAI embeddings: `POST /v1/embeddings`.
  EMBEDDINGS,
  /// Anthropic messages: `POST /v1/messages`.
  MESSAGES
}
