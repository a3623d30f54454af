package io.millrace.flywheel.spend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Spend;
import io.millrace.model.Usage;
import io.millrace.store.calls.BilledCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class TeacherEstimateTest {
  private static final int LIVES = 600;
  private static final Cost FREE = Bills.picodollars(0);

  /// A world with its whole truth.
  private record World(List<BilledCall> calls, Map<String, Picodollars> audits, Spend truth) {}

  @Test
  void theIntervalHoldsTheTruthAsOftenAsItSays() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261125);
    int held = 0;
    double error = 0;
    for (int life = 0; life < LIVES; life++) {
      World world = world(random, 1200, true);
      var estimate = TeacherEstimate.of(world.calls(), world.audits(), Bills.NO_PRICES);
      Spend total = total(world, estimate);
      held += holds(world.truth(), total, estimate.margin()) ? 1 : 0;
      error +=
          total.minus(world.truth()).picodollars().doubleValue()
              / world.truth().picodollars().doubleValue();
    }
    // 95% less two standard errors of the simulation and a point, for it is asymptotic.
    double slack = 2 * Math.sqrt(0.95 * 0.05 / LIVES) + 0.01;
    assertThat((double) held / LIVES).isGreaterThan(0.95 - slack);
    assertThat(Math.abs(error / LIVES)).isLessThan(0.002);
  }

  /// What the covariate explains is no uncertainty: counting calls instead makes the interval wide.
  @Test
  void theUsageThatWasGuessedMakesTheIntervalNarrow() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    World with = world(random, 1200, true);
    World without = world(random, 1200, false);
    assertThat(relative(with)).isLessThan(0.5 * relative(without));
  }

  private static double relative(World world) {
    var estimate = TeacherEstimate.of(world.calls(), world.audits(), Bills.NO_PRICES);
    return estimate.margin().above().picodollars().doubleValue()
        / total(world, estimate).picodollars().doubleValue();
  }

  private static boolean holds(Spend truth, Spend total, Saving.Margin margin) {
    return truth.compareTo(total.minus(margin.below())) >= 0
        && truth.compareTo(total.plus(margin.above())) <= 0;
  }

  private static Spend total(World world, TeacherEstimate estimate) {
    return world.calls().stream()
        .map(call -> estimate.one(call).counterfactual())
        .reduce(Spend.ZERO, Spend::plus);
  }

  /// Inputs of very different lengths; the audit rate falls from 0.5 to 0.05 while calls become
  /// dearer than their tokens say, so that audits weighed alike would be off.
  private static World world(RandomGenerator random, int size, boolean usageKnown) {
    List<BilledCall> calls = new ArrayList<>();
    Map<String, Picodollars> audits = new HashMap<>();
    Spend truth = Spend.ZERO;
    for (int i = 0; i < size; i++) {
      boolean late = i > size / 3;
      double rate = late ? 0.1 : 0.5;
      long tokens = Math.round(50 * Math.exp(random.nextGaussian()));
      double noise = 0.75 + random.nextDouble() / 2;
      var cost = new Picodollars(Math.round((tokens + 40) * 1e6 * noise * (late ? 1.6 : 1)));
      Usage usage = usageKnown ? Usage.of(tokens, 10) : Usage.of(0, 0);
      calls.add(Bills.call(i, "", "", "student", "s", rate, usage, FREE));
      truth = truth.plus(cost);
      if (random.nextDouble() < rate) {
        audits.put(Bills.id(i), cost);
      }
    }
    return new World(calls, audits, truth);
  }
}
