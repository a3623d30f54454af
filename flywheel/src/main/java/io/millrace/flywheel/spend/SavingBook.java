package io.millrace.flywheel.spend;

import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.PriceCatalogue;
import io.millrace.model.Spend;
import io.millrace.model.Usage;
import io.millrace.store.calls.BilledCall;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * What the teacher would have cost is known of a call that was audited (the audit's cost), and of one
 * that repeats, byte for byte, one that the teacher answered (that call's cost). A cached answer keeps
 * the usage of the answer it repeats: the teacher's call is found by it, without any body.
 *
 * Of the others it is estimated, for each scenario, model and tier by itself: TeacherEstimate.
 */

/// Collects what the saving is computed from. Holds every call below the teacher and every audit's
/// cost: about 300 bytes each. One thread at a time.
final class SavingBook {
  private static final Set<String> BELOW = Set.of("student", "cache", "model");

  private final PriceCatalogue prices;
  private final Map<String, Picodollars> audits = new HashMap<>();
  private final Map<Repeat, Cost> answers = new HashMap<>();
  private final Map<Place, List<Below>> strata = new LinkedHashMap<>();

  SavingBook(PriceCatalogue prices) {
    this.prices = prices;
  }

  /// What an answer and its repeats have in common.
  private record Repeat(String operation, String model, String served, Usage usage) {}

  private record Place(String scenario, String model, String tier) {}

  /// A call that something below the teacher answered.
  ///
  /// @param repeated what the call that it repeats cost; null when it repeats none
  private record Below(BilledCall call, @Nullable Picodollars repeated) {}

  /// @param rows by the key of a row; only of rows that have such calls
  record Result(Saving saving, Map<List<String>, Saved> rows) {}

  /// @param wanted whether the call is one whose saving is asked for
  void add(BilledCall call, boolean wanted) {
    if (!call.state().equals("answered")) {
      return;
    }
    if (call.purpose().equals("audit")) {
      if (call.cost() instanceof Cost.Priced(var amount, _)) {
        audits.putIfAbsent(call.subject(), amount);
      }
    } else if (call.purpose().isEmpty()) {
      addAnswered(call, wanted);
    }
  }

  private void addAnswered(BilledCall call, boolean wanted) {
    Usage usage = call.usage();
    Repeat repeat =
        usage == null
            ? null
            : new Repeat(call.operation(), call.model(), call.servedModel(), usage);
    if (repeat != null && call.tier().equals("teacher")) {
      answers.put(repeat, call.cost());
    }
    if (wanted && BELOW.contains(call.tier())) {
      Picodollars repeated = null;
      if (repeat != null
          && call.tier().equals("cache")
          && answers.get(repeat) instanceof Cost.Priced(var amount, _)) {
        repeated = amount;
      }
      var place = new Place(call.scenario(), call.model(), call.tier());
      strata.computeIfAbsent(place, _ -> new ArrayList<>()).add(new Below(call, repeated));
    }
  }

  /// @param own what the platform spent by itself
  /// @param by what rows are told apart by
  Result result(Tally own, List<Dimension> by) {
    var rows = new HashMap<List<String>, Saved>();
    var results = new ArrayList<Saving.Stratum>();
    strata.forEach((place, calls) -> results.add(new StratumBook(calls, by, rows).result(place)));
    Saved all = results.stream().map(Saving.Stratum::calls).reduce(Saved.NONE, Saved::plus);
    Saving saving = new Saving(all, own.cost(), margin(results), results);
    return new Result(saving, rows);
  }

  /// Strata are sampled independently: their variances add up.
  private static Saving.Margin margin(List<Saving.Stratum> strata) {
    return new Saving.Margin(
        root(strata.stream().map(stratum -> stratum.margin().below()).toList()),
        root(strata.stream().map(stratum -> stratum.margin().above()).toList()));
  }

  private static Spend root(List<Spend> sides) {
    BigDecimal squares =
        sides.stream()
            .map(side -> new BigDecimal(side.picodollars().pow(2)))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Spend(squares.sqrt(MathContext.DECIMAL128).toBigInteger());
  }

  /// One stratum, whose calls are also added to their rows.
  private final class StratumBook {
    private final List<Below> calls;
    private final List<Dimension> by;
    private final Map<List<String>, Saved> rows;

    StratumBook(List<Below> calls, List<Dimension> by, Map<List<String>, Saved> rows) {
      this.calls = calls;
      this.by = by;
      this.rows = rows;
    }

    Saving.Stratum result(Place place) {
      var sum = new Growing();
      List<BilledCall> ofStudents = new ArrayList<>();
      for (Below below : calls) {
        if (below.call().cost() instanceof Cost.Unpriced || place.tier().equals("cache")) {
          sum.add(below.call(), known(below, below.repeated()));
        } else {
          ofStudents.add(below.call());
        }
      }
      var estimate = TeacherEstimate.of(ofStudents, audits, prices);
      ofStudents.forEach(call -> sum.add(call, estimate.one(call)));
      return new Saving.Stratum(
          place.scenario(),
          place.model(),
          place.tier(),
          sum.saved,
          estimate.sampled(),
          estimate.margin());
    }

    private Saved known(Below below, @Nullable Picodollars repeated) {
      return repeated != null && below.call().cost() instanceof Cost.Priced(var cost, _)
          ? new Saved(0, 1, 0, 0, Spend.of(repeated), Spend.ZERO, Spend.of(cost))
          : new Saved(0, 0, 0, 1, Spend.ZERO, Spend.ZERO, Spend.ZERO);
    }

    private final class Growing {
      private Saved saved = Saved.NONE;

      void add(BilledCall call, Saved one) {
        saved = saved.plus(one);
        if (!by.isEmpty()) {
          List<String> key = by.stream().map(dimension -> dimension.of(call)).toList();
          rows.merge(key, one, Saved::plus);
        }
      }
    }
  }
}
