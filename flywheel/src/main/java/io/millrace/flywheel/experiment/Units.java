package io.millrace.flywheel.experiment;

import io.millrace.model.Cost;
import io.millrace.model.Spend;
import io.millrace.proof.Comparison;
import io.millrace.store.calls.BilledCall;
import io.millrace.store.control.Experiment;
import io.millrace.store.control.Feedback;
import io.millrace.store.control.StoredExperiment;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/*
 * By intent to treat: a unit is in the arm that it was assigned to, whatever answered its calls, and
 * every unit counts. Its time begins with its first call and lasts as long as the plan says; what is
 * said of any of its calls within that time counts, and nothing later does, so a look at the same log
 * gives the same result whenever it is taken. A unit's value is the mean of what was said.
 */

/// The units of one experiment, as its calls and their feedback tell of them. Holds about 200 bytes
/// a unit, and as much for what feedback came for. One thread at a time.
final class Units {
  private final Experiment plan;
  private final Set<String> spoken;
  private final Map<String, Unit> units = new HashMap<>();
  private final Map<String, Unit> byCall = new HashMap<>();
  private final Map<String, First> byAction = new HashMap<>();
  private final Set<String> policies = new HashSet<>();
  private final Arm fresh = new Arm();
  private final Arm old = new Arm();

  /// @param spoken the calls and the actions that feedback will be about
  Units(Experiment plan, Set<String> spoken) {
    this.plan = plan;
    this.spoken = spoken;
  }

  /// One unit.
  private static final class Unit {
    final String alias;
    final boolean isFresh;
    Instant first;
    double said;
    int times;

    Unit(String alias, boolean isFresh, Instant first) {
      this.alias = alias;
      this.isFresh = isFresh;
      this.first = first;
    }

    OptionalDouble value() {
      return times == 0 ? OptionalDouble.empty() : OptionalDouble.of(said / times);
    }
  }

  /// The unit of an action's first call: feedback on the action is its.
  private record First(Unit unit, Instant at, String call) {
    First(Unit unit, BilledCall call) {
      this(unit, call.started(), call.id());
    }

    First earlier(First other) {
      int order = at.compareTo(other.at);
      return order < 0 || order == 0 && call.compareTo(other.call) <= 0 ? this : other;
    }
  }

  /// The sums of an arm's calls.
  private static final class Arm {
    long calls;
    long asPlanned;
    long unpriced;
    long micros;
    Spend cost = Spend.ZERO;
  }

  /// Takes a call, if it is one of the experiment.
  void add(BilledCall call) {
    String[] parts = call.arm().split("/", 3);
    if (parts.length != 3 || !parts[0].equals(plan.name()) || !call.purpose().isEmpty()) {
      return;
    }
    boolean isFresh = parts[1].equals("new");
    Unit unit =
        units.computeIfAbsent(
            parts[1] + parts[2], _ -> new Unit(parts[2], isFresh, call.started()));
    if (call.started().isBefore(unit.first)) {
      unit.first = call.started();
    }
    if (spoken.contains(call.id())) {
      byCall.put(call.id(), unit);
    }
    if (!call.action().isEmpty() && spoken.contains(call.action())) {
      byAction.merge(call.action(), new First(unit, call), First::earlier);
    }
    if (isFresh && !call.policy().isEmpty()) {
      policies.add(call.policy());
    }
    count(isFresh ? fresh : old, call, isFresh);
  }

  private void count(Arm arm, BilledCall call, boolean isFresh) {
    arm.calls++;
    arm.micros += call.totalMicros();
    arm.asPlanned += planned(call.tier(), isFresh) ? 1 : 0;
    switch (call.cost()) {
      case Cost.Priced(var amount, _) -> arm.cost = arm.cost.plus(amount);
      case Cost.Unpriced _ -> arm.unpriced++;
    }
  }

  private boolean planned(String tier, boolean isFresh) {
    if (!isFresh) {
      return tier.equals("teacher");
    }
    return plan.ofModel()
        ? tier.equals("experiment")
        : tier.equals("student") || tier.equals("model");
  }

  /// Takes feedback on the plan's metric, after all calls.
  void add(Feedback feedback) {
    Double value = feedback.value();
    Unit unit = feedback.call().isEmpty() ? null : byCall.get(feedback.call());
    if (unit == null && !feedback.action().isEmpty()) {
      First first = byAction.get(feedback.action());
      unit = first == null ? null : first.unit();
    }
    if (unit != null && value != null && !feedback.at().isAfter(unit.first.plus(plan.settle()))) {
      unit.said += plan.scaled(value);
      unit.times++;
    }
  }

  /// How things stand.
  ///
  /// @param now units whose time is over by then are settled
  ExperimentReport report(StoredExperiment stored, Instant now) {
    List<Unit> settled =
        units.values().stream()
            .filter(unit -> unit.first.plus(plan.settle()).isBefore(now))
            .sorted(
                Comparator.comparing((Unit unit) -> unit.first).thenComparing(unit -> unit.alias))
            .toList();
    var comparison =
        new Comparison(
            new Comparison.Plan(
                0.5,
                plan.margin(),
                plan.alpha(),
                silence(),
                plan.missing().isEmpty(),
                Comparison.Method.ASYMPTOTIC));
    settled.forEach(unit -> comparison.add(unit.isFresh, unit.value()));
    return new ExperimentReport(
        stored,
        comparison.look(),
        side(fresh, settled.stream().filter(unit -> unit.isFresh).toList()),
        side(old, settled.stream().filter(unit -> !unit.isFresh).toList()),
        units.size() - settled.size(),
        policies);
  }

  private double silence() {
    return plan.scaled(plan.missing().orElse(plan.worst()));
  }

  private Side side(Arm arm, List<Unit> settled) {
    double sum = settled.stream().mapToDouble(unit -> unit.value().orElse(silence())).sum();
    double mean = sum / settled.size();
    return new Side(
        settled.size(),
        settled.stream().filter(unit -> unit.times > 0).count(),
        plan.worst() + mean * (plan.best() - plan.worst()),
        arm.calls,
        arm.asPlanned,
        arm.cost,
        arm.unpriced,
        arm.calls == 0 ? Double.NaN : (double) arm.micros / arm.calls);
  }
}
