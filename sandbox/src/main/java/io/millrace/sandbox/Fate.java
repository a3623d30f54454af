package io.millrace.sandbox;

import java.util.SplittableRandom;

/// What becomes of one call: chance events that have nothing to do with its question.
///
/// @param failure the error that the provider answers with, or [Failure#NONE]
/// @param tokenLimit a token limit that somebody set too low for this call; 0 for none
/// @param otherAnswer whether chance picks the question's other answer
/// @param cached whether the provider found the prompt's constant part in its cache
/// @param slowness factor on the latency, lognormal with median 1 and sigma 0.35
record Fate(Failure failure, int tokenLimit, boolean otherAnswer, boolean cached, double slowness) {

  /// Errors that providers answer with.
  enum Failure {
    NONE("", "", ""),
    RATE_LIMIT(
        "Rate limit reached for requests per minute. Please try again in 2 s.",
        "rate_limit_error",
        "rate_limit_exceeded"),
    SERVER(
        "The server had an error while processing your request.", "server_error", "internal_error"),
    TIMEOUT("The request timed out.", "server_error", "timeout");

    final String message;
    final String type;
    final String code;

    Failure(String message, String type, String code) {
      this.message = message;
      this.type = type;
      this.code = code;
    }
  }

  private static final double SIGMA = 0.35;
  private static final int FAILURES_IN_1000 = 4;
  private static final int LOW_LIMITS_IN_1000 = 3;

  static Fate draw(Job job, SplittableRandom random) {
    int luck = random.nextInt(1_000);
    var failure = luck < FAILURES_IN_1000 ? Failure.values()[1 + random.nextInt(3)] : Failure.NONE;
    boolean low = luck >= FAILURES_IN_1000 && luck < FAILURES_IN_1000 + LOW_LIMITS_IN_1000;
    return new Fate(
        failure,
        low ? 2 + random.nextInt(3) : 0,
        random.nextDouble() < job.traffic().wobble(),
        random.nextInt(100) < 60,
        StrictMath.exp(SIGMA * standardNormal(random)));
  }

  /// The sum of twelve uniform numbers less six: the same bits on every machine and in every JDK.
  private static double standardNormal(SplittableRandom random) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum;
  }
}
