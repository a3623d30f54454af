package io.millrace.provider.gemini;

import io.millrace.model.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Splits Gemini's counts into disjoint buckets: the prompt's count includes what a cache served
/// and every kind of content, thoughts are counted beside the answer, results of tools that Google
/// ran beside the prompt.
final class GeminiUsage {
  /// A larger count is taken for a fault.
  private static final long MOST = 1_000_000_000_000L;

  private GeminiUsage() {}

  /// The buckets; null when nothing was counted, or not in whole numbers.
  static @Nullable Usage read(JsonNode metadata) {
    if (!metadata.has("promptTokenCount") && !metadata.has("candidatesTokenCount")) {
      return null;
    }
    long prompt = count(metadata, "promptTokenCount");
    long cached = count(metadata, "cachedContentTokenCount");
    long tools = count(metadata, "toolUsePromptTokenCount");
    long answer = count(metadata, "candidatesTokenCount");
    long thoughts = count(metadata, "thoughtsTokenCount");
    if (Math.min(Math.min(prompt, cached), Math.min(Math.min(tools, answer), thoughts)) < 0) {
      return null;
    }
    long left = prompt - Math.min(cached, prompt);
    long audio = Math.min(left, uncached(metadata, "AUDIO"));
    left -= audio;
    long image = Math.min(left, uncached(metadata, "IMAGE"));
    left -= image;
    long spoken = Math.min(answer, modality(metadata.path("candidatesTokensDetails"), "AUDIO"));
    return new Usage(
        left + tools,
        Math.min(cached, prompt),
        0,
        0,
        audio,
        image,
        answer - spoken,
        thoughts,
        spoken);
  }

  private static long uncached(JsonNode metadata, String modality) {
    long all = modality(metadata.path("promptTokensDetails"), modality);
    return Math.max(0, all - modality(metadata.path("cacheTokensDetails"), modality));
  }

  private static long modality(JsonNode details, String modality) {
    long sum = 0;
    for (JsonNode detail : details) {
      if (detail.path("modality").asString("").equals(modality)) {
        sum += Math.max(0, count(detail, "tokenCount"));
      }
    }
    return sum;
  }

  /// A count; 0 when it is missing, -1 when it is none.
  private static long count(JsonNode holder, String name) {
    JsonNode value = holder.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() > MOST) {
      return -1;
    }
    return Math.max(-1, value.longValue());
  }
}
