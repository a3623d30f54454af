package io.millrace.store.calls;

import java.time.Instant;
import java.util.Optional;

/// Which calls are wanted; an empty part wants all.
///
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
}
