package io.millrace.app.demo;

import io.millrace.flywheel.loop.LoopSettings;
import io.millrace.store.control.Mode;
import java.time.Duration;
import java.util.Optional;

/// What the story is to be: everything that a life of weeks has, within a minute or two. Immutable.
///
/// @param shift whether the large model changes
/// @param replay whether a log is played instead of made-up calls
/// @param learn how many calls the first round learns from
/// @param again from an alarm to the round that learns anew: until enough has come of after the
///   change
/// @param limit after which it ends, wherever it stands
public record Plan(boolean shift, boolean replay, long learn, Duration again, Duration limit) {
  private static final long PICODOLLARS_PER_CORE_HOUR = 50_000_000_000L;

  /// Observations over which the alarm's delta is spent: a demo has fewer.
  private static final long HORIZON = 2_000;

  private static final LoopSettings.Audits AUDITS =
      new LoopSettings.Audits(0.2, 0.4, 0.05, Optional.empty(), Duration.ofMinutes(1), 8);

  /// The loop on the demo's clock, or for a log as it is by default but for its clock, with a round
  /// when enough calls have come.
  public LoopSettings learning() {
    return settings(Optional.of(Duration.ofSeconds(1)), learn);
  }

  /// The same after a round that certified too little.
  LoopSettings trying() {
    return settings(Optional.of(Duration.ofSeconds(6)), Math.max(400, learn / 3));
  }

  /// The same without rounds but after an alarm.
  LoopSettings watching() {
    return settings(Optional.empty(), learn);
  }

  private LoopSettings settings(Optional<Duration> every, long calls) {
    var rounds = new LoopSettings.Rounds(every, calls, again, PICODOLLARS_PER_CORE_HOUR);
    LoopSettings usual = LoopSettings.DEFAULT;
    return replay
        ? new LoopSettings(
            Mode.AUTO,
            usual.delta(),
            usual.horizon(),
            usual.audits(),
            canary(usual.canary().observations(), Duration.ZERO),
            rounds)
        : new LoopSettings(
            Mode.AUTO, usual.delta(), HORIZON, AUDITS, canary(25, Duration.ofSeconds(2)), rounds);
  }

  private static LoopSettings.Canary canary(int observations, Duration time) {
    return new LoopSettings.Canary(LoopSettings.DEFAULT.canary().shares(), observations, time);
  }
}
