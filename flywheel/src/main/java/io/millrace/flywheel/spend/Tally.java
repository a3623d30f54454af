package io.millrace.flywheel.spend;

import io.millrace.model.Cost;
import io.millrace.model.Spend;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// How many calls, and what they cost, to the picodollar. Immutable.
///
/// @param calls all of them
/// @param cost of those that have a price
/// @param unpriced how many have none, by the reason; they are not in the cost
public record Tally(long calls, Spend cost, Map<Cost.Reason, Long> unpriced) {
  public static final Tally NONE = new Tally(0, Spend.ZERO, Map.of());

  public Tally {
    Map<Cost.Reason, Long> sorted = new EnumMap<>(Cost.Reason.class);
    sorted.putAll(unpriced);
    unpriced = Collections.unmodifiableMap(sorted);
  }

  /// How many have no price.
  public long unpricedCalls() {
    return unpriced.values().stream().mapToLong(Long::longValue).sum();
  }

  Tally plus(Tally other) {
    Map<Cost.Reason, Long> reasons = new EnumMap<>(Cost.Reason.class);
    reasons.putAll(unpriced);
    other.unpriced.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    return new Tally(calls + other.calls, cost.plus(other.cost), reasons);
  }

  /// A tally that grows. One thread at a time.
  static final class Growing {
    private final Map<Cost.Reason, Long> unpriced = new EnumMap<>(Cost.Reason.class);
    private long calls;
    private Spend cost = Spend.ZERO;

    void add(Cost one) {
      calls++;
      switch (one) {
        case Cost.Priced(var amount, _) -> cost = amount.amount() == 0 ? cost : cost.plus(amount);
        case Cost.Unpriced(var reason, _) -> unpriced.merge(reason, 1L, Long::sum);
      }
    }

    Tally tally() {
      return new Tally(calls, cost, unpriced);
    }
  }
}
