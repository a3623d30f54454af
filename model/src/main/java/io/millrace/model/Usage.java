package io.millrace.model;

/// The tokens of one call in disjoint buckets: no token is in two of them, so a cost is a plain
/// sum.
///
/// @param input prompt tokens that no cache served, text only
/// @param cacheRead prompt tokens read from a prompt cache
/// @param cacheWrite prompt tokens written to a prompt cache for minutes (Anthropic: 5 minutes)
/// @param cacheWriteHour prompt tokens written to a prompt cache for an hour
/// @param audioInput prompt tokens of sound
/// @param imageInput prompt tokens of pictures, where the provider counts them apart
/// @param output answer tokens that are neither reasoning nor sound
/// @param reasoning answer tokens spent on reasoning
/// @param audioOutput answer tokens of sound
public record Usage(
    long input,
    long cacheRead,
    long cacheWrite,
    long cacheWriteHour,
    long audioInput,
    long imageInput,
    long output,
    long reasoning,
    long audioOutput) {
  public Usage {
    if ((input | cacheRead | cacheWrite | cacheWriteHour | audioInput | imageInput) < 0
        || (output | reasoning | audioOutput) < 0) {
      throw new IllegalArgumentException("a token count is negative");
    }
  }

  /// Text in, text out, no cache.
  public static Usage of(long input, long output) {
    return new Usage(input, 0, 0, 0, 0, 0, output, 0, 0);
  }

  /// All tokens of the prompt, cached or not: what context tiers are measured on.
  public long prompt() {
    return input + cacheRead + cacheWrite + cacheWriteHour + audioInput + imageInput;
  }

  /// All tokens of the answer.
  public long answer() {
    return output + reasoning + audioOutput;
  }
}
