package io.millrace.provider.chat;

/// The wire protocol that an upstream speaks.
public enum Dialect {
  /// OpenAI and every server that is compatible with it.
  OPENAI,
  /// Anthropic messages.
  ANTHROPIC,
  /// Gemini `generateContent`.
  GEMINI
}
