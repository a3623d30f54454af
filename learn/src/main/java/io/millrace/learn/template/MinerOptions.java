package io.millrace.learn.template;

/// How templates are looked for.
///
/// @param minimumCalls distinct calls that a template must have to be a scenario; a short log asks
///   for fewer, down to six
/// @param sampleCalls requests held in memory at a time, at least 100
/// @param sampleChars the characters of prompt held in memory at a time
/// @param rounds how often the calls that no template has explained yet are sampled again
/// @param seed of the sampling
public record MinerOptions(
    int minimumCalls, int sampleCalls, long sampleChars, int rounds, long seed) {
  /// What suits logs from a hundred calls to some millions, in a few hundred megabytes.
  public static final MinerOptions DEFAULT = new MinerOptions(30, 8_000, 24_000_000L, 6, 1);

  public MinerOptions {
    if (minimumCalls < 6 || sampleCalls < 100 || sampleChars < 10_000 || rounds < 1) {
      throw new IllegalArgumentException(
          "at least 6 calls a template, 100 calls and 10,000 characters a sample, and 1 round");
    }
  }

  /// The same with another seed.
  public MinerOptions withSeed(long other) {
    return new MinerOptions(minimumCalls, sampleCalls, sampleChars, rounds, other);
  }
}
