package io.millrace.sandbox.server;

import java.time.Duration;
import java.util.SplittableRandom;

/// How long a model takes: typical times under a lognormal jitter. One thread at a time.
final class Pace {
  private static final double SIGMA = 0.35;

  private final SandboxModel model;
  private final double slowness;
  private final SplittableRandom random;

  Pace(SandboxModel model, double slowness, long seed) {
    this.model = model;
    this.slowness = slowness;
    this.random = new SplittableRandom(seed);
  }

  /// The time until the first token.
  Duration first() {
    return jittered(model.firstToken());
  }

  /// The time for one more token.
  Duration next() {
    return jittered(model.perToken());
  }

  /// The time for a whole answer.
  Duration whole(int tokens) {
    var sum = first();
    for (int i = 1; i < tokens; i++) {
      sum = sum.plus(next());
    }
    return sum;
  }

  private Duration jittered(Duration typical) {
    double factor = slowness * Math.exp(SIGMA * random.nextGaussian());
    return Duration.ofNanos((long) (typical.toNanos() * factor));
  }
}
