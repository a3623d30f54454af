package io.millrace.learn.route;

/// How to train a router.
///
/// @param seed every random choice follows from it
/// @param threads how many threads may work at once
/// @param encoders whether sentence encoders may be read, where they are on the class path: better
///   scores, for milliseconds instead of tens of microseconds a prompt
public record RouterOptions(long seed, int threads, boolean encoders) {
  public RouterOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
  }
}
