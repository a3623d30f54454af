package io.millrace.flywheel.spend;

import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.PriceCatalogue;
import io.millrace.store.calls.BilledCall;
import io.millrace.store.control.Round;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Adds up what calls cost: takes calls in the order they ended, then rounds, then reports. Pure:
/// reads nothing. One thread at a time.
///
/// Where the saving is wanted it must be given the calls outside of the queried window too, for
/// they may hold what a teacher costs: an audit follows its call by minutes or hours.
public final class SpendBook {
  private final SpendQuery query;
  private final Map<SpendEntry, Tally.Growing> entries = new HashMap<>();
  private final Map<List<String>, RowBook> rows = new HashMap<>();
  private final Set<String> charged = new HashSet<>();
  private final @Nullable SavingBook saving;
  private @Nullable Instant first;
  private @Nullable Instant last;

  private static final class RowBook {
    final Tally.Growing callers = new Tally.Growing();
    final Tally.Growing own = new Tally.Growing();
  }

  /// @param prices weigh tokens where a teacher's cost is estimated; nothing is priced with them
  public SpendBook(SpendQuery query, PriceCatalogue prices) {
    this.query = query;
    this.saving = query.saved() ? new SavingBook(prices) : null;
  }

  /// Takes a call.
  public void add(BilledCall call) {
    boolean wanted = query.covers(call.started());
    if (saving != null) {
      saving.add(call, wanted);
    }
    if (call.purpose().equals("training")) {
      charged.add(call.subject());
      charged.add(call.id());
    }
    if (wanted) {
      seen(call.started());
      List<String> key = query.by().stream().map(dimension -> dimension.of(call)).toList();
      add(SpendEntry.of(call), key, call.cost());
    }
  }

  /// Takes a round that the control store says is not charged yet. One whose charge was taken as a
  /// call (the call's subject is the round) is passed over.
  public void add(Round round) {
    Instant at = round.ended() == null ? round.begun() : round.ended();
    if (charged.contains(round.id()) || !query.covers(at)) {
      return;
    }
    var cost = new Cost.Priced(new Picodollars(round.costPicodollars()), "round " + round.id());
    seen(at);
    List<String> key = query.by().stream().map(dimension -> ofRound(dimension, at)).toList();
    add(new SpendEntry(true, SpendEntry.PENDING_TRAINING), key, cost);
  }

  private static String ofRound(Dimension dimension, Instant at) {
    return switch (dimension) {
      case DAY -> at.atOffset(ZoneOffset.UTC).toLocalDate().toString();
      case PURPOSE -> "training";
      case SCENARIO, MODEL, TIER, KEY -> "";
    };
  }

  private void seen(Instant at) {
    Instant earliest = first;
    Instant latest = last;
    first = earliest == null || at.isBefore(earliest) ? at : earliest;
    last = latest == null || at.isAfter(latest) ? at : latest;
  }

  private void add(SpendEntry entry, List<String> key, Cost cost) {
    entries.computeIfAbsent(entry, _ -> new Tally.Growing()).add(cost);
    if (!key.isEmpty()) {
      RowBook row = rows.computeIfAbsent(key, _ -> new RowBook());
      (entry.own() ? row.own : row.callers).add(cost);
    }
  }

  /// What was added up.
  ///
  /// @param names of scenarios, for people, by id
  public SpendReport report(Map<String, String> names) {
    var tallies = new HashMap<SpendEntry, Tally>();
    entries.forEach((entry, growing) -> tallies.put(entry, growing.tally()));
    Tally total = tallies.values().stream().reduce(Tally.NONE, Tally::plus);
    SavingBook.@Nullable Result saved =
        saving == null ? null : saving.result(own(tallies), query.by());
    return new SpendReport(
        query,
        first,
        last,
        total,
        tallies,
        rows(saved),
        names,
        Optional.ofNullable(saved).map(SavingBook.Result::saving));
  }

  private static Tally own(Map<SpendEntry, Tally> tallies) {
    return tallies.entrySet().stream()
        .filter(entry -> entry.getKey().own())
        .map(Map.Entry::getValue)
        .reduce(Tally.NONE, Tally::plus);
  }

  private List<SpendReport.Row> rows(SavingBook.@Nullable Result saved) {
    return rows.entrySet().stream()
        .map(row ->
            new SpendReport.Row(
                row.getKey(),
                row.getValue().callers.tally(),
                row.getValue().own.tally(),
                Optional.ofNullable(saved)
                    .map(result -> result.rows().getOrDefault(row.getKey(), Saved.NONE))))
        .sorted(order())
        .toList();
  }

  /// Days in their order, then the dearest first, then by name.
  private Comparator<SpendReport.Row> order() {
    int day = query.by().indexOf(Dimension.DAY);
    Comparator<SpendReport.Row> days =
        Comparator.comparing(row -> day < 0 ? "" : row.key().get(day));
    Comparator<SpendReport.Row> cost = Comparator.comparing(row -> row.total().cost());
    Comparator<SpendReport.Row> calls = Comparator.comparingLong(row -> row.total().calls());
    return days.thenComparing(cost.reversed())
        .thenComparing(calls.reversed())
        .thenComparing(row -> String.join("\0", row.key()));
  }
}
