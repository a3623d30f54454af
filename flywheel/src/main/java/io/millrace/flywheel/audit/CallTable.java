package io.millrace.flywheel.audit;

import io.millrace.learn.template.Match;
import io.millrace.learn.template.MinerOptions;
import io.millrace.learn.template.ScenarioMatcher;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateMiner;
import io.millrace.model.Call;
import io.millrace.model.Cost;
import io.millrace.model.PriceCatalogue;
import io.millrace.model.Spend;
import io.millrace.store.calllog.CallSpool;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/// A log in time order with what each call cost and which scenario it belongs to: some twenty bytes
/// a call, whatever the calls say; their texts stay in the spool. Filled by one thread, then
/// read-only.
public final class CallTable {
  /// Stands where a cost is unknown.
  static final long UNPRICED = -1;

  private final CallSpool spool;
  private final Sampling sampling;
  private final long[] costs;
  private final int[] scenarios;
  private final Map<String, Map<Cost.Reason, Long>> unpriced = new HashMap<>();
  private final Map<String, ModelTotal> models = new HashMap<>();
  private List<ScenarioTemplate> templates = List.of();

  /// @param spool the log
  CallTable(CallSpool spool) {
    this(spool, Sampling.CERTAIN);
  }

  /// @param spool the log
  /// @param sampling which of its calls had a teacher's answer by chance only
  public CallTable(CallSpool spool, Sampling sampling) {
    this.spool = spool;
    this.sampling = sampling;
    this.costs = new long[spool.size()];
    this.scenarios = new int[spool.size()];
    Arrays.fill(scenarios, -1);
  }

  /// A model's calls and what they cost.
  static final class ModelTotal {
    long calls;
    Spend spend = Spend.ZERO;
  }

  /// How many calls there are.
  public int size() {
    return costs.length;
  }

  String id(int index) {
    return spool.get(index).id();
  }

  /// A call in the order of time, from 0.
  public Call call(int index) {
    return spool.get(index);
  }

  void price(PriceCatalogue prices, DoubleConsumer progress) {
    for (int i = 0; i < costs.length; i++) {
      if (i % 4096 == 0) {
        progress.accept((double) i / costs.length);
      }
      Call call = spool.get(i);
      ModelTotal total = models.computeIfAbsent(call.model(), _ -> new ModelTotal());
      total.calls++;
      switch (prices.cost(call)) {
        case Cost.Priced(var amount, _) -> {
          costs[i] = amount.amount();
          total.spend = total.spend.plus(amount);
        }
        case Cost.Unpriced(var reason, _) -> {
          costs[i] = UNPRICED;
          unpriced.computeIfAbsent(call.model(), _ -> new HashMap<>()).merge(reason, 1L, Long::sum);
        }
      }
    }
  }

  void discover(long seed, DoubleConsumer progress) {
    List<ScenarioTemplate> mined = mine(seed);
    progress.accept(0.5);
    recognise(mined);
    progress.accept(1);
  }

  /// The recurring jobs of the log, as far as the log alone tells.
  public List<ScenarioTemplate> mine(long seed) {
    return TemplateMiner.mine(
        each -> {
          for (int i = 0; i < costs.length; i++) {
            each.accept(spool.get(i).request());
          }
        },
        MinerOptions.DEFAULT.withSeed(seed));
  }

  /// Says which scenario each call belongs to, by these templates from now on.
  public void recognise(List<ScenarioTemplate> all) {
    templates = List.copyOf(all);
    ScenarioMatcher matcher = ScenarioMatcher.of(templates);
    Map<String, Integer> byId = new HashMap<>();
    for (int s = 0; s < templates.size(); s++) {
      byId.put(templates.get(s).id(), s);
    }
    for (int i = 0; i < costs.length; i++) {
      Match match = matcher.match(spool.get(i).request());
      if (match != null) {
        scenarios[i] = byId.getOrDefault(match.scenarioId(), -1);
      } else {
        scenarios[i] = -1;
      }
    }
  }

  /// The templates by which calls are recognised.
  public List<ScenarioTemplate> templates() {
    return templates;
  }

  /// The index into [#templates()] of a call's scenario, -1 for free traffic.
  int scenario(int index) {
    return scenarios[index];
  }

  long cost(int index) {
    return costs[index];
  }

  /// The totals of every scenario in the order of [#templates()], and last those of the free
  /// traffic.
  public List<Total> totals() {
    int count = templates.size();
    long[] calls = new long[count + 1];
    long[] unpricedCalls = new long[count + 1];
    BigInteger[] sums = new BigInteger[count + 1];
    Arrays.fill(sums, BigInteger.ZERO);
    for (int i = 0; i < costs.length; i++) {
      int s = scenarios[i] < 0 ? count : scenarios[i];
      calls[s]++;
      if (costs[i] == UNPRICED) {
        unpricedCalls[s]++;
      } else {
        sums[s] = sums[s].add(BigInteger.valueOf(costs[i]));
      }
    }
    List<Total> totals = new ArrayList<>();
    for (int s = 0; s <= count; s++) {
      totals.add(new Total(calls[s], unpricedCalls[s], new Spend(sums[s])));
    }
    return totals;
  }

  /// Calls and what the priced ones cost, exactly.
  public record Total(long calls, long unpricedCalls, Spend spend) {}

  Map<String, Map<Cost.Reason, Long>> unpriced() {
    return unpriced;
  }

  Map<String, ModelTotal> models() {
    return models;
  }

  /// The latest calls of a scenario in time order, at most as many as a student can use.
  ///
  /// @param scenario index into [#templates()]
  /// @param matcher of these templates
  public List<ScenarioCall> calls(int scenario, ScenarioMatcher matcher, int most) {
    int count = 0;
    for (int s : scenarios) {
      count += s == scenario ? 1 : 0;
    }
    int leave = Math.max(0, count - most);
    List<ScenarioCall> calls = new ArrayList<>(Math.min(count, most));
    for (int i = 0; i < scenarios.length; i++) {
      if (scenarios[i] == scenario && --leave < 0) {
        calls.add(scenarioCall(i, matcher));
      }
    }
    return calls;
  }

  private ScenarioCall scenarioCall(int index, ScenarioMatcher matcher) {
    Call call = spool.get(index);
    Match match = matcher.match(call.request());
    if (match == null) {
      throw new IllegalStateException("call " + call.id() + " matched a moment ago");
    }
    return new ScenarioCall(
        call.id(),
        call.created(),
        call.conversation(),
        call.request().model(),
        match.version(),
        match.input(),
        call.request().form(),
        call.answer(),
        call.usage(),
        call.latencyMillis(),
        costs[index],
        sampling.probability(call.id()),
        sampling.withheld(call.id()));
  }
}
