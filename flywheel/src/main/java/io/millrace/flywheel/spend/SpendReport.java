package io.millrace.flywheel.spend;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What calls cost. The total is the sum of the entries and, where rows were asked for, the sum of
/// the rows: exactly, in picodollars. Immutable.
///
/// @param first when the first call in it began; null without a call
/// @param last when the last call in it began; null without a call
/// @param entries in the order they are shown
/// @param rows days in their order, all else the dearest first; empty when none were asked for
/// @param names of scenarios, for people, by id
/// @param saving empty when it was not asked for
public record SpendReport(
    SpendQuery query,
    @Nullable Instant first,
    @Nullable Instant last,
    Tally total,
    Map<SpendEntry, Tally> entries,
    List<Row> rows,
    Map<String, String> names,
    Optional<Saving> saving) {
  public SpendReport {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    rows = List.copyOf(rows);
    names = Map.copyOf(names);
  }

  /// Calls that have the same of what rows are told apart by.
  ///
  /// @param key a text for each dimension; empty for calls that have none
  /// @param callers callers' calls
  /// @param own what the platform spent by itself
  /// @param saved what came of calls below the teacher; empty when the saving was not asked for
  public record Row(List<String> key, Tally callers, Tally own, Optional<Saved> saved) {
    public Row {
      key = List.copyOf(key);
    }

    public Tally total() {
      return callers.plus(own);
    }
  }

  /// All entries of the platform's own.
  public Tally own() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey().own())
        .map(Map.Entry::getValue)
        .reduce(Tally.NONE, Tally::plus);
  }
}
