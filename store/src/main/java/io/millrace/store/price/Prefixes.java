package io.millrace.store.price;

import java.util.Set;

/// What may stand before a model's name in formats that do not say: the makers themselves, who
/// charge what they list. Resellers (`azure/`, `bedrock/`, `openrouter/`) set prices of their own
/// and are not among them.
final class Prefixes {
  static final Set<String> OF_MAKERS =
      Set.of(
          "openai/",
          "anthropic/",
          "gemini/",
          "google/",
          "deepseek/",
          "dashscope/",
          "qwen/",
          "moonshot/",
          "moonshotai/",
          "zhipu/",
          "zai/",
          "mistral/",
          "mistralai/",
          "xai/",
          "x-ai/");

  private Prefixes() {}
}
