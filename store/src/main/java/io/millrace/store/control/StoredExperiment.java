package io.millrace.store.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An experiment and how it stands. Immutable.
///
/// @param begun when it was first planned
/// @param ended when it was planned no longer; null while it is
/// @param decision `ship`, `stop` or `broken`; empty while nothing is decided
/// @param decided when; null while nothing is
/// @param evidenceJson what it was decided on; empty while nothing is
public record StoredExperiment(
    Experiment plan,
    Instant begun,
    @Nullable Instant ended,
    String decision,
    @Nullable Instant decided,
    String evidenceJson) {
  /// Whether calls are assigned to its arms. One that was stopped, or whose arms are not as
  /// planned, changes no call any more; one that may ship goes on until it is planned no longer.
  public boolean running() {
    return ended == null && (decision.isEmpty() || decision.equals("ship"));
  }
}
