package io.millrace.proof;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Predicts which thresholds will pass on certifying calls that nobody has seen.
///
/// Many times over it draws a risk for each cell of the tuning curve from its beta posterior, draws
/// certifying calls with those risks, and tests every threshold on them. So both the noise of the
/// tuning calls and that of the certifying calls count. The generator has a fixed seed: the same
/// tuning calls give the same forecast. Bounded losses are treated as right-or-wrong losses of a
/// number of calls that tells as much; the forecast is approximate for them, the test is not.
///
/// Immutable once built; memory is draws times cells.
final class Forecaster {
  private static final int DRAWS = 200;
  private static final long SEED = 0x6d696c6c72616365L;

  /// The weight, in calls per cell, of the prior: the risk over all tuning calls.
  private static final double PRIOR_CALLS = 0.5;

  private final List<CurvePoint> points;
  private final boolean[][] passes = new boolean[DRAWS][];

  Forecaster(TuneCurve curve, int certifySize, double alpha, double delta) {
    points = curve.points();
    double factor = curve.coinFactor();
    int[] calls = callsPerPoint(certifySize * factor);
    int[] mostErrors = new int[calls.length];
    for (int i = 0; i < calls.length; i++) {
      mostErrors[i] = SampleSize.maxErrors(calls[i], alpha, delta);
    }
    RandomGenerator random = new SplittableRandom(SEED);
    for (int draw = 0; draw < DRAWS; draw++) {
      passes[draw] = simulate(risks(random, factor), calls, mostErrors, random);
    }
  }

  /// The share of draws in which a threshold would pass on its own.
  double passShare(int point) {
    int passed = 0;
    for (boolean[] draw : passes) {
      passed += draw[point] ? 1 : 0;
    }
    return (double) passed / DRAWS;
  }

  /// What a fixed sequence of thresholds would bring: walk while they pass, keep the last.
  Forecast of(List<Integer> sequence) {
    double coverage = 0;
    for (boolean[] draw : passes) {
      double last = 0;
      for (int point : sequence) {
        if (!draw[point]) {
          break;
        }
        last = points.get(point).coverage();
      }
      coverage += last;
    }
    return new Forecast(passShare(sequence.getFirst()), coverage / DRAWS);
  }

  private int[] callsPerPoint(double certifyCalls) {
    return points.stream().mapToInt(p -> (int) Math.round(p.coverage() * certifyCalls)).toArray();
  }

  private double[] risks(RandomGenerator random, double factor) {
    BetaDraws beta = new BetaDraws(random);
    CurvePoint all = points.getLast();
    double mean = (all.lossSum() + 0.5) / (all.answered() + 1);
    double[] risks = new double[points.size()];
    double lossBefore = 0;
    int answeredBefore = 0;
    for (int i = 0; i < risks.length; i++) {
      CurvePoint point = points.get(i);
      double loss = Math.max(0, point.lossSum() - lossBefore);
      double right = Math.max(0, point.answered() - answeredBefore - loss);
      risks[i] =
          beta.next(factor * loss + PRIOR_CALLS * mean, factor * right + PRIOR_CALLS * (1 - mean));
      lossBefore = point.lossSum();
      answeredBefore = point.answered();
    }
    return risks;
  }

  private static boolean[] simulate(
      double[] risks, int[] calls, int[] mostErrors, RandomGenerator random) {
    boolean[] passed = new boolean[risks.length];
    int wrong = 0;
    int before = 0;
    for (int i = 0; i < risks.length; i++) {
      wrong += binomial(calls[i] - before, risks[i], random);
      before = calls[i];
      passed[i] = wrong <= mostErrors[i];
    }
    return passed;
  }

  /// A draw from Bin(n, p), by the gaps between successes: O(n p) steps.
  private static int binomial(int n, double p, RandomGenerator random) {
    if (p > 0.5) {
      return n - binomial(n, 1 - p, random);
    }
    if (p <= 0) {
      return 0;
    }
    double scale = Math.log1p(-p);
    int successes = 0;
    double position = 0;
    while (true) {
      position += Math.floor(Math.log(1 - random.nextDouble()) / scale) + 1;
      if (position > n) {
        return successes;
      }
      successes++;
    }
  }
}
