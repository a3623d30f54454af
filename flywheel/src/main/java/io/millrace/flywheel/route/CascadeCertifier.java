package io.millrace.flywheel.route;

import io.millrace.flywheel.route.CascadeVerdict.Certified;
import io.millrace.flywheel.route.CascadeVerdict.Reason;
import io.millrace.flywheel.route.CascadeVerdict.Refused;
import io.millrace.flywheel.route.CascadeVerdict.Step;
import io.millrace.proof.Betting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/*
 * The paired difference D = loss(cascade) - loss(strong) of a call is 0 where the strong model is asked.
 * "E[D] > margin" is bet against with a stake fixed on the tuning calls: with x = (1 - D) / 2 and
 * m = (1 - margin) / 2, the product of 1 + stake (x - m) over the certifying calls has an expectation of
 * at most 1 under it, whatever the distribution, so it reaches 1/delta with probability at most delta
 * (Markov). A stake that is right for the tuning calls makes it about as strong as a test that knows the
 * distribution; one that is wrong only makes it weak. Nothing depends on the order of the calls.
 *
 * Thresholds are tested in a fixed order, safest first, until one fails: the first whose difference is
 * above the margin passes with probability at most delta, and nothing after it is reached otherwise
 * (fixed-sequence testing, as in io.millrace.proof.SelectivePlan).
 */

/// A plan to certify a cascade: the cheap model answers calls whose score reaches a threshold, the
/// strong model all others, and the expected loss is at most the strong model's plus a margin.
///
/// Immutable. The certifying calls must be a random sample of the calls that the promise is about,
/// neither among the tuning calls nor among those that the router was trained on, and must be
/// opened once; each further attempt needs its own share of delta
/// ([io.millrace.proof.Attempts#attemptDelta]). Tuning calls may carry out-of-fold scores of the
/// training calls: they promise nothing.
public final class CascadeCertifier {
  private static final int CANDIDATES = 50;
  private static final int LONGEST = 16;
  private static final int FEWEST = 10;

  /// The standard deviations that a normal draw stays below with a probability of nine in ten.
  private static final double LIKELY = 1.2816;

  private static final double HOPELESS = -1;
  private static final int PRACTICAL = 10_000_000;

  private final double margin;
  private final double delta;
  private final List<Candidate> sequence;
  private final Reason outlook;

  private CascadeCertifier(double margin, double delta, List<Candidate> sequence, Reason outlook) {
    this.margin = margin;
    this.delta = delta;
    this.sequence = sequence;
    this.outlook = outlook;
  }

  /// A threshold as the tuning calls see it.
  ///
  /// @param growth the mean of what a call adds to the log-evidence
  /// @param spread its standard deviation
  private record Candidate(
      double threshold,
      double stake,
      double difference,
      double saved,
      double growth,
      double spread) {
    /// How far above the goal the evidence is expected, in standard deviations.
    double power(int n, double goal) {
      return (n * growth - goal) / Math.sqrt(n * spread * spread + 1e-12);
    }
  }

  /// Plans on tuning calls.
  ///
  /// @param certifySize how many certifying calls there will be
  /// @param margin by how much the expected loss may be higher, in (0, 1)
  /// @param delta the probability of promising it wrongly, in (0, 1)
  public static CascadeCertifier of(
      List<CascadeRow> tune, int certifySize, double margin, double delta) {
    if (!(margin > 0 && margin < 1 && delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("margin " + margin + ", delta " + delta);
    }
    if (tune.isEmpty() || certifySize == 0) {
      return new CascadeCertifier(margin, delta, List.of(), new Reason.NoCalls());
    }
    List<Candidate> candidates = candidates(tune, margin);
    double goal = -Math.log(delta);
    Reason outlook = outlook(candidates, goal);
    return new CascadeCertifier(margin, delta, sequence(candidates, certifySize, goal), outlook);
  }

  /// Thresholds that save something, fewest cheap answers first.
  private static List<Candidate> candidates(List<CascadeRow> tune, double margin) {
    double[] scores = tune.stream().mapToDouble(CascadeRow::score).sorted().toArray();
    var candidates = new ArrayList<Candidate>();
    double last = Double.NaN;
    for (int c = 1; c <= CANDIDATES; c++) {
      int accepted = (int) Math.round((double) c * scores.length / CANDIDATES);
      if (accepted >= Math.min(FEWEST, scores.length) && accepted > 0) {
        double threshold = scores[scores.length - accepted];
        if (threshold != last) {
          candidates.add(candidate(tune, threshold, margin));
          last = threshold;
        }
      }
    }
    candidates.removeIf(candidate -> candidate.saved <= 0);
    return candidates;
  }

  private static Candidate candidate(List<CascadeRow> tune, double threshold, double margin) {
    double[] against = against(tune, threshold);
    double m = (1 - margin) / 2;
    double stake = bestStake(against, m);
    double sum = 0;
    double squares = 0;
    for (double x : against) {
      double growth = Math.log1p(stake * (x - m));
      sum += growth;
      squares += growth * growth;
    }
    double mean = sum / against.length;
    return new Candidate(
        threshold,
        stake,
        tune.stream().mapToDouble(row -> row.difference(threshold)).average().orElse(0),
        tune.stream().mapToDouble(row -> row.saved(threshold)).sum(),
        mean,
        Math.sqrt(Math.max(0, squares / against.length - mean * mean)));
  }

  private static double[] against(List<CascadeRow> rows, double threshold) {
    return rows.stream().mapToDouble(row -> (1 - row.difference(threshold)) / 2).toArray();
  }

  /// The stake at which the tuning calls' evidence grows fastest, by bisection of its slope; two
  /// calls that lose everything are added, so that a lucky sample does not stake all.
  private static double bestStake(double[] against, double m) {
    double low = 0;
    double high = 0.999 / m;
    for (int step = 0; step < 50; step++) {
      double stake = (low + high) / 2;
      double slope = -2 * m / (1 - stake * m);
      for (double x : against) {
        slope += (x - m) / (1 + stake * (x - m));
      }
      low = slope > 0 ? stake : low;
      high = slope > 0 ? high : stake;
    }
    return low;
  }

  /// From the threshold that passes most likely on to the last that may pass. Steps between cost
  /// little: their tests nearly agree.
  private static List<Candidate> sequence(List<Candidate> candidates, int n, double goal) {
    int first = likeliest(candidates, n, goal);
    int last = first;
    for (int i = first + 1; first >= 0 && i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      last = candidate.growth > 0 && candidate.power(n, goal) >= HOPELESS ? i : last;
    }
    if (first < 0) {
      return List.of();
    }
    int steps = Math.min(LONGEST, last - first + 1);
    var sequence = new ArrayList<Candidate>();
    for (int step = 0; step < steps; step++) {
      sequence.add(
          candidates.get(steps == 1 ? first : first + step * (last - first) / (steps - 1)));
    }
    return List.copyOf(sequence);
  }

  private static int likeliest(List<Candidate> candidates, int n, double goal) {
    int best = -1;
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.get(i).growth > 0
          && (best < 0 || candidates.get(i).power(n, goal) > candidates.get(best).power(n, goal))) {
        best = i;
      }
    }
    return best;
  }

  private static Reason outlook(List<Candidate> candidates, double goal) {
    if (candidates.isEmpty()) {
      return new Reason.NothingToSave();
    }
    int needed =
        candidates.stream()
            .filter(candidate -> candidate.growth > 0)
            .mapToInt(candidate -> needed(candidate, goal))
            .min()
            .orElse(PRACTICAL);
    return needed < PRACTICAL
        ? new Reason.TooFewCalls(needed)
        : new Reason.NotGoodEnough(
            candidates.stream()
                .min(Comparator.comparingDouble(Candidate::difference))
                .map(Candidate::difference)
                .orElse(0.0));
  }

  /// The least n with n growth - goal >= 1.28 spread sqrt(n).
  private static int needed(Candidate candidate, double goal) {
    double b = LIKELY * candidate.spread;
    double root = (b + Math.sqrt(b * b + 4 * candidate.growth * goal)) / (2 * candidate.growth);
    return (int) Math.min(PRACTICAL, Math.ceil(root * root));
  }

  /// The thresholds in the order of testing, safest (highest) first.
  public List<Double> thresholds() {
    return sequence.stream().map(Candidate::threshold).toList();
  }

  /// Why little may be expected, where that is so, judged before the certifying calls are opened.
  public Reason outlook() {
    return outlook;
  }

  /// Opens the certifying calls. A pure function: the caller sees to it that they are opened once.
  public CascadeVerdict certify(List<CascadeRow> rows) {
    var tested = new ArrayList<Step>();
    Step passed = null;
    for (Candidate candidate : sequence) {
      Step step = step(rows, candidate);
      tested.add(step);
      if (!step.passed()) {
        break;
      }
      passed = step;
    }
    return passed == null ? new Refused(outlook, tested) : certified(rows, passed, tested);
  }

  private Step step(List<CascadeRow> rows, Candidate candidate) {
    double threshold = candidate.threshold;
    double evidence =
        Betting.logEValue(against(rows, threshold), (1 - margin) / 2, candidate.stake);
    return new Step(
        threshold,
        candidate.stake,
        (int) rows.stream().filter(row -> row.score() >= threshold).count(),
        rows.stream().mapToDouble(row -> row.difference(threshold)).average().orElse(0),
        evidence,
        evidence >= -Math.log(delta));
  }

  private Certified certified(List<CascadeRow> rows, Step step, List<Step> tested) {
    double saved = rows.stream().mapToDouble(row -> row.saved(step.threshold())).sum();
    double all = rows.stream().mapToDouble(CascadeRow::strongCost).sum();
    return new Certified(rows.size(), step, upper(rows, step), saved / all, tested);
  }

  /// The least difference that the same stake would have ruled out.
  private double upper(List<CascadeRow> rows, Step step) {
    double[] against = against(rows, step.threshold());
    double low = -0.999;
    double high = margin;
    for (int i = 0; i < 50; i++) {
      double middle = (low + high) / 2;
      double m = (1 - middle) / 2;
      boolean ruledOut =
          step.stake() < 1 / m && Betting.logEValue(against, m, step.stake()) >= -Math.log(delta);
      high = ruledOut ? middle : high;
      low = ruledOut ? low : middle;
    }
    return high;
  }
}
