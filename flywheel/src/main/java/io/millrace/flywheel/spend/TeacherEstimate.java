package io.millrace.flywheel.spend;

import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.PriceCatalogue;
import io.millrace.model.Spend;
import io.millrace.model.Usage;
import io.millrace.proof.EstimatedTotal;
import io.millrace.store.calls.BilledCall;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/*
 * A ratio estimate (EstimatedTotal): the teacher's cost is about proportional to the covariate, what
 * the usage in the answer that was sent would cost at the teacher's price. A student's usage is a
 * guess at tokens, and the price may be unknown; then tokens are weighed 1 : 4, or calls counted. All
 * that is lost by a poor covariate is width of the interval.
 *
 * Audits are drawn call by call, at a rate that changes with the release and its pace. The rate is not
 * in the journal, but the reference probability is, which is another one for every rate: within one
 * policy and reference probability every call had the same chance. That chance is taken as the share
 * of audits that got an answer there (post-stratification): so audits that failed weigh on the calls
 * of their own time only. Groups with few audits are taken as one.
 *
 * The estimate of the whole is shared out over the calls that were not audited by their covariates, in
 * whole picodollars that add up to it: so rows add up however they are cut.
 */

/// What the teacher would have cost, for the calls of one stratum. Immutable.
final class TeacherEstimate {
  /// What the interval may fail with.
  static final double DELTA = 0.05;

  private static final int FEW = 10;
  private static final double ANSWER_WEIGHT = 4;

  private final Map<String, Saved> ones;
  private final int sampled;
  private final Saving.Margin margin;

  private TeacherEstimate(Map<String, Saved> ones, int sampled, Saving.Margin margin) {
    this.ones = ones;
    this.sampled = sampled;
    this.margin = margin;
  }

  /// What is known of one of the calls.
  Saved one(BilledCall call) {
    return ones.getOrDefault(call.id(), Saved.NONE);
  }

  /// How many audits there are.
  int sampled() {
    return sampled;
  }

  /// How far the sum of all may be off.
  Saving.Margin margin() {
    return margin;
  }

  /// @param calls each with a price of its own
  /// @param audits what the teacher cost, by the call that was audited
  static TeacherEstimate of(
      List<BilledCall> calls, Map<String, Picodollars> audits, PriceCatalogue prices) {
    return new Estimating(calls, audits, prices).estimate();
  }

  /// Calls that had the same chance of an audit.
  private record Chance(String policy, double probability) {}

  private static final class Group {
    int calls;
    int audited;

    double share() {
      return (double) audited / calls;
    }
  }

  private static final class Estimating {
    private static final Saved UNKNOWN = new Saved(0, 0, 0, 1, Spend.ZERO, Spend.ZERO, Spend.ZERO);

    private final List<BilledCall> calls;
    private final Map<String, Picodollars> audits;
    private final ToDoubleFunction<BilledCall> covariate;
    private final Map<String, Saved> ones = new HashMap<>();

    Estimating(List<BilledCall> calls, Map<String, Picodollars> audits, PriceCatalogue prices) {
      this.calls = calls;
      this.audits = audits;
      this.covariate = covariate(calls, prices);
    }

    /// The best one that every call has.
    private static ToDoubleFunction<BilledCall> covariate(
        List<BilledCall> calls, PriceCatalogue prices) {
      List<ToDoubleFunction<BilledCall>> kinds =
          List.of(call -> priced(call, prices), Estimating::tokens);
      for (ToDoubleFunction<BilledCall> kind : kinds) {
        if (calls.stream().allMatch(call -> kind.applyAsDouble(call) > 0)) {
          return kind;
        }
      }
      return _ -> 1;
    }

    private static double priced(BilledCall call, PriceCatalogue prices) {
      Cost cost = prices.cost(call.model(), call.started(), call.usage());
      return cost instanceof Cost.Priced(var amount, _) ? amount.amount() : Double.NaN;
    }

    private static double tokens(BilledCall call) {
      Usage usage = call.usage();
      return usage == null ? Double.NaN : usage.prompt() + ANSWER_WEIGHT * usage.answer();
    }

    TeacherEstimate estimate() {
      List<BilledCall> sample =
          calls.stream().filter(call -> audits.containsKey(call.id())).toList();
      sample.forEach(call -> ones.put(call.id(), audited(call)));
      Saving.Margin margin = Saving.Margin.NONE;
      if (sample.size() < calls.size()) {
        Optional<EstimatedTotal> total = total(sample);
        BigInteger known = knownCost().picodollars();
        if (total.isPresent()) {
          shareOut(whole(total.get().total()).subtract(known).max(BigInteger.ZERO));
          margin = margin(total.get());
        } else {
          calls.forEach(call -> ones.putIfAbsent(call.id(), UNKNOWN));
        }
      }
      return new TeacherEstimate(ones, sample.size(), margin);
    }

    private Saved audited(BilledCall call) {
      Picodollars teacher = audits.getOrDefault(call.id(), Picodollars.ZERO);
      return new Saved(1, 0, 0, 0, Spend.of(teacher), Spend.ZERO, cost(call));
    }

    private static Spend cost(BilledCall call) {
      return call.cost() instanceof Cost.Priced(var amount, _) ? Spend.of(amount) : Spend.ZERO;
    }

    private Spend knownCost() {
      return ones.values().stream().map(Saved::knownCost).reduce(Spend.ZERO, Spend::plus);
    }

    private Optional<EstimatedTotal> total(List<BilledCall> sample) {
      Map<Chance, Group> groups = groups();
      double[] values = new double[sample.size()];
      double[] covariates = new double[sample.size()];
      double[] probabilities = new double[sample.size()];
      for (int i = 0; i < values.length; i++) {
        BilledCall call = sample.get(i);
        values[i] = audits.getOrDefault(call.id(), Picodollars.ZERO).amount();
        covariates[i] = covariate.applyAsDouble(call);
        probabilities[i] = groupOf(groups, call).share();
      }
      double all = calls.stream().mapToDouble(covariate).sum();
      return EstimatedTotal.of(values, covariates, probabilities, all, DELTA);
    }

    private static Chance chance(BilledCall call) {
      return new Chance(call.policy(), call.referenceProbability());
    }

    private static Group groupOf(Map<Chance, Group> groups, BilledCall call) {
      return groups.getOrDefault(chance(call), new Group());
    }

    /// Each chance's group; those with few audits share one.
    private Map<Chance, Group> groups() {
      var groups = new HashMap<Chance, Group>();
      for (BilledCall call : calls) {
        Group group = groups.computeIfAbsent(chance(call), _ -> new Group());
        group.calls++;
        group.audited += audits.containsKey(call.id()) ? 1 : 0;
      }
      var pooled = new Group();
      groups.replaceAll((_, group) -> {
        if (group.audited >= FEW) {
          return group;
        }
        pooled.calls += group.calls;
        pooled.audited += group.audited;
        return pooled;
      });
      return groups;
    }

    /// Shares an amount out by the covariates, to the picodollar.
    private void shareOut(BigInteger amount) {
      List<BilledCall> rest = calls.stream().filter(call -> !ones.containsKey(call.id())).toList();
      double all = rest.stream().mapToDouble(covariate).sum();
      double sum = 0;
      BigInteger given = BigInteger.ZERO;
      for (int i = 0; i < rest.size(); i++) {
        BilledCall call = rest.get(i);
        sum += covariate.applyAsDouble(call);
        BigInteger until =
            i == rest.size() - 1 ? amount : part(amount, Math.min(1, sum / all)).min(amount);
        ones.put(
            call.id(),
            new Saved(0, 0, 1, 0, Spend.ZERO, new Spend(until.subtract(given)), cost(call)));
        given = until;
      }
    }

    private static BigInteger part(BigInteger amount, double share) {
      return new BigDecimal(amount)
          .multiply(BigDecimal.valueOf(share))
          .setScale(0, RoundingMode.HALF_EVEN)
          .toBigIntegerExact();
    }

    private static Saving.Margin margin(EstimatedTotal total) {
      return new Saving.Margin(
          new Spend(whole(total.total() - total.lower())),
          new Spend(whole(total.upper() - total.total())));
    }

    private static BigInteger whole(double amount) {
      return BigDecimal.valueOf(amount).setScale(0, RoundingMode.HALF_EVEN).toBigIntegerExact();
    }
  }
}
