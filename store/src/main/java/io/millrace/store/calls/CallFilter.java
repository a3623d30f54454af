package io.millrace.store.calls;

import io.millrace.store.journal.Entry;
import java.time.Instant;
import java.util.Optional;

/// Which calls are wanted; an empty part wants all.
///
/// @param from calls that began at this instant or later
/// @param until calls that began before this instant
/// @param model the model asked for or the one that served
/// @param scenario the recognised scenario or the one that the application named
/// @param tier which tier answered; the empty text for calls that nothing answered
/// @param state `open`, or an outcome
/// @param key the name of the key
/// @param limit at most so many
public record CallFilter(
    Optional<Instant> from,
    Optional<Instant> until,
    Optional<String> model,
    Optional<String> scenario,
    Optional<String> tier,
    Optional<String> state,
    Optional<String> key,
    int limit) {
  /// The latest calls.
  public static CallFilter latest(int limit) {
    return new CallFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limit);
  }

  /// All calls that began within a time.
  public static CallFilter between(Optional<Instant> from, Optional<Instant> until) {
    return new CallFilter(
        from,
        until,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Integer.MAX_VALUE);
  }

  /// The calls of a time that a teacher answered.
  public static CallFilter answeredByTeacher(Optional<Instant> from, Optional<Instant> until) {
    return new CallFilter(
        from,
        until,
        Optional.empty(),
        Optional.empty(),
        Optional.of("teacher"),
        Optional.of("answered"),
        Optional.empty(),
        Integer.MAX_VALUE);
  }

  /// Whether a call that is not in a file yet is wanted.
  boolean matches(CallRecord call) {
    Entry.CallStarted started = call.started();
    Entry.CallEnded ended = call.ended();
    return from.map(at -> !started.at().isBefore(at)).orElse(true)
        && until.map(at -> started.at().isBefore(at)).orElse(true)
        && either(model, started.model(), ended == null ? "" : ended.servedModel())
        && either(scenario, started.named(), ended == null ? "" : ended.scenario())
        && either(tier, ended == null ? "" : ended.tier(), "")
        && either(state, call.state(), "")
        && either(key, started.key(), "");
  }

  private static boolean either(Optional<String> wanted, String one, String other) {
    return wanted.map(text -> text.equals(one) || text.equals(other)).orElse(true);
  }
}
