package io.millrace.flywheel.spend;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which spending is asked for.
///
/// @param from calls that began at this instant or later; empty for all
/// @param until calls that began before this instant; empty for all
/// @param by what rows are told apart by, in this order; empty for no rows
/// @param saved whether the saving is wanted
public record SpendQuery(
    Optional<Instant> from, Optional<Instant> until, List<Dimension> by, boolean saved) {
  public SpendQuery {
    by = List.copyOf(by);
    if (by.stream().distinct().count() < by.size()) {
      throw new IllegalArgumentException("the same dimension stands twice in " + by);
    }
  }

  boolean covers(Instant at) {
    return from.map(start -> !at.isBefore(start)).orElse(true)
        && until.map(end -> at.isBefore(end)).orElse(true);
  }
}
