package io.millrace.flywheel.loop;

import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Release;
import io.millrace.store.control.Round;
import io.millrace.store.control.RoundState;
import io.millrace.store.control.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// Says when a round of learning is due, and why. One thread at a time.
///
/// Only a round that was done counts: one that failed or was killed is begun again, after a wait
/// that doubles with each that comes to nothing. While one is running, none is due.
final class RoundSchedule {
  private static final Duration COUNT_AGAIN = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 4;

  private final ControlStore control;
  private final ToLongFunction<Instant> answeredSince;
  private final InstantSource clock;

  /// While too few calls have come they are counted again and again, and that reads them all.
  private final Resting counting;

  private long fresh;

  RoundSchedule(ControlStore control, CallStore calls, InstantSource clock) {
    this(
        control,
        since -> calls.count(CallFilter.answeredByTeacher(Optional.of(since), Optional.empty())),
        clock);
  }

  /// @param answeredSince how many calls the teacher has answered since then
  RoundSchedule(ControlStore control, ToLongFunction<Instant> answeredSince, InstantSource clock) {
    this.control = control;
    this.answeredSince = answeredSince;
    this.clock = clock;
    this.counting = new Resting(clock, COUNT_AGAIN);
  }

  /// Why a round is due now; empty when none is.
  Optional<String> due(LoopSettings.Rounds settings) {
    List<Round> rounds = control.roundsSinceDone();
    boolean done = !rounds.isEmpty() && rounds.getLast().state() == RoundState.DONE;
    List<Round> vain = done ? rounds.subList(0, rounds.size() - 1) : rounds;
    if (waits(vain, settings.again())) {
      return Optional.empty();
    }
    Instant before = done ? rounds.getLast().begun() : Instant.EPOCH;
    Optional<String> recovery = recovery(settings, before);
    if (recovery.isPresent() || settings.every().isEmpty()) {
      return recovery;
    }
    Instant now = clock.instant();
    if (before.plus(settings.every().get()).isAfter(now)) {
      return Optional.empty();
    }
    fresh = 0;
    counting.advance(() -> fresh = answeredSince.applyAsLong(before));
    return fresh >= settings.calls()
        ? Optional.of(fresh + " calls since the last round")
        : Optional.empty();
  }

  /// @param vain the rounds since the last one that was done, latest first
  private boolean waits(List<Round> vain, Duration again) {
    if (vain.isEmpty()) {
      return false;
    }
    Round last = vain.getFirst();
    Duration wait = again.multipliedBy(1L << Math.min(vain.size() - 1, MOST_DOUBLINGS));
    return last.state() == RoundState.RUNNING || clock.instant().isBefore(last.begun().plus(wait));
  }

  /// A scenario that was taken back is tried again with what came after the change.
  private Optional<String> recovery(LoopSettings.Rounds settings, Instant before) {
    Instant now = clock.instant();
    return control.releases().stream()
        .filter(each -> each.stage() == Stage.ROLLED_BACK)
        .filter(each -> before.isBefore(each.since().plus(settings.again())))
        .filter(each -> !each.since().plus(settings.again()).isAfter(now))
        .map(Release::scenario)
        .findFirst()
        .map(scenario -> scenario + " was taken back, and is learned anew");
  }
}
