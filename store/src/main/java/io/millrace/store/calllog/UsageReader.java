package io.millrace.store.calllog;

import io.millrace.model.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Splits what a log says of tokens into the disjoint buckets of [Usage]. docs/call-logs.md holds
/// the rules field by field.
final class UsageReader {
  /// A larger count is taken for a fault of the log.
  private static final long MOST = 1_000_000_000_000L;

  private static final long FAULTY = -1;

  private UsageReader() {}

  /// A usage object as a provider's interface sends it; null when it says nothing or nonsense.
  static @Nullable Usage read(@Nullable JsonNode usage) {
    if (usage == null || !usage.isObject()) {
      return null;
    }
    if (Fields.first(usage, "prompt_tokens", "completion_tokens") != null) {
      return inclusive(
          usage,
          "prompt_tokens",
          "completion_tokens",
          Fields.first(usage, "prompt_tokens_details"),
          Fields.first(usage, "completion_tokens_details"));
    }
    if (Fields.first(usage, "input_tokens_details", "output_tokens_details") != null) {
      return inclusive(
          usage,
          "input_tokens",
          "output_tokens",
          Fields.first(usage, "input_tokens_details"),
          Fields.first(usage, "output_tokens_details"));
    }
    if (Fields.first(usage, "input_tokens", "output_tokens") != null) {
      return exclusive(usage);
    }
    return null;
  }

  /// OpenAI's way: the prompt's count includes what was cached, the answer's what was thought.
  private static @Nullable Usage inclusive(
      JsonNode usage,
      String promptName,
      String answerName,
      @Nullable JsonNode promptDetails,
      @Nullable JsonNode answerDetails) {
    long prompt = count(usage, promptName);
    long cached = count(promptDetails, "cached_tokens");
    if (cached == 0) {
      cached = count(usage, "prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens");
    }
    long written = count(promptDetails, "cache_creation_tokens", "cache_write_tokens");
    if (written == 0) {
      written = count(usage, "cache_creation_input_tokens");
    }
    long hour = hourWrites(usage);
    long audio = count(promptDetails, "audio_tokens");
    long image = count(promptDetails, "image_tokens");
    long answer = count(usage, answerName);
    long reasoning = count(answerDetails, "reasoning_tokens");
    long audioAnswer = count(answerDetails, "audio_tokens");
    if (anyFaulty(prompt, cached, written, hour, audio, image, answer, reasoning, audioAnswer)) {
      return null;
    }
    if (Fields.first(usage, "cache_read_input_tokens", "cache_creation_input_tokens") != null
        && cached + Math.max(written, hour) > prompt) {
      // a gateway passed Anthropic's counts on under OpenAI's names: the prompt excludes its caches
      prompt += cached + Math.max(written, hour);
    }
    if (reasoning > 0 && count(usage, "total_tokens") == prompt + answer + reasoning) {
      answer += reasoning;
    }
    return split(prompt, cached, written, hour, audio, image, answer, reasoning, audioAnswer);
  }

  /// Takes the parts out of their wholes, in this order, none more than is left of its whole.
  private static Usage split(
      long prompt,
      long cached,
      long written,
      long hour,
      long audio,
      long image,
      long answer,
      long reasoning,
      long audioAnswer) {
    long left = prompt;
    long cacheRead = Math.min(cached, left);
    left -= cacheRead;
    long writtenInAll = Math.min(Math.max(written, hour), left);
    left -= writtenInAll;
    long cacheWriteHour = Math.min(hour, writtenInAll);
    long audioInput = Math.min(audio, left);
    left -= audioInput;
    long imageInput = Math.min(image, left);
    left -= imageInput;
    long audioOutput = Math.min(audioAnswer, answer);
    long thought = Math.min(reasoning, answer - audioOutput);
    return new Usage(
        left,
        cacheRead,
        writtenInAll - cacheWriteHour,
        cacheWriteHour,
        audioInput,
        imageInput,
        answer - audioOutput - thought,
        thought,
        audioOutput);
  }

  /// Anthropic's way: what was read from or written to a cache is counted beside the input.
  private static @Nullable Usage exclusive(JsonNode usage) {
    long input = count(usage, "input_tokens");
    long cacheRead = count(usage, "cache_read_input_tokens");
    long hour = hourWrites(usage);
    long minutes = count(Fields.first(usage, "cache_creation"), "ephemeral_5m_input_tokens");
    long written = count(usage, "cache_creation_input_tokens");
    long output = count(usage, "output_tokens");
    if (anyFaulty(input, cacheRead, hour, minutes, written, output)) {
      return null;
    }
    long writtenInAll = Math.max(written, hour + minutes);
    return new Usage(input, cacheRead, writtenInAll - hour, hour, 0, 0, output, 0, 0);
  }

  private static long hourWrites(JsonNode usage) {
    JsonNode byLifetime = Fields.first(usage, "cache_creation", "cache_creation_token_details");
    if (byLifetime == null) {
      byLifetime =
          Fields.first(
              Fields.first(usage, "prompt_tokens_details"), "cache_creation_token_details");
    }
    return count(byLifetime, "ephemeral_1h_input_tokens");
  }

  /// Langfuse's details, which it keeps disjoint; where their total shows that a client put the
  /// parts into the whole, they are taken out again.
  static @Nullable Usage readLangfuse(@Nullable JsonNode details) {
    if (Fields.first(details, "input", "output", "total") == null || details == null) {
      return read(details);
    }
    long input = count(details, "input");
    long cached =
        count(
            details,
            "input_cached_tokens",
            "cache_read_input_tokens",
            "input_cache_read",
            "input_cached");
    long hour = count(details, "input_cache_creation_1h", "cache_creation_1h_input_tokens");
    long written =
        count(
            details,
            "cache_creation_input_tokens",
            "input_cache_creation",
            "cache_write_input_tokens",
            "input_cache_write");
    long audio = count(details, "input_audio_tokens", "input_audio");
    long image = count(details, "input_image_tokens", "input_image");
    long output = count(details, "output");
    long reasoning = count(details, "output_reasoning_tokens", "output_reasoning", "reasoning");
    long audioAnswer = count(details, "output_audio_tokens", "output_audio");
    if (anyFaulty(input, cached, hour, written, audio, image, output, reasoning, audioAnswer)) {
      return null;
    }
    long writtenInAll = Math.max(written, hour);
    long parts = cached + writtenInAll + audio + image + reasoning + audioAnswer;
    if (parts > 0 && count(details, "total") == input + output) {
      return split(input, cached, written, hour, audio, image, output, reasoning, audioAnswer);
    }
    return new Usage(
        input, cached, writtenInAll - hour, hour, audio, image, output, reasoning, audioAnswer);
  }

  /// The first of the named counts that is there; 0 when none is, [#FAULTY] when it is no count.
  private static long count(@Nullable JsonNode object, String... names) {
    JsonNode node = Fields.first(object, names);
    if (node == null) {
      return 0;
    }
    BigDecimal value = Fields.decimal(node);
    if (value == null
        || value.signum() < 0
        || value.compareTo(BigDecimal.valueOf(MOST)) > 0
        || value.stripTrailingZeros().scale() > 0) {
      return FAULTY;
    }
    return value.longValue();
  }

  private static boolean anyFaulty(long... counts) {
    for (long count : counts) {
      if (count == FAULTY) {
        return true;
      }
    }
    return false;
  }
}
