package io.millrace.proof;

import java.util.OptionalDouble;

/// A comparison of two arms on a metric in \[0, 1\], which may be looked at after every unit: an
/// A/B test with a sample-ratio check, by intent to treat.
///
/// A unit (a user, or a conversation) is assigned to the new arm by a coin of planned probability.
/// Each assigned unit counts, whatever answered it in the end, with its metric, or where no
/// feedback came within the time allowed, with a value set beforehand (0 for a metric of which more
/// is better). So that a change in who gives feedback cannot pass for a change in what they say,
/// whether feedback came is a metric of its own ({@link Look#presence}).
///
/// Add units in the order of their assignment, each once it is settled: its feedback came or the
/// time for it is over. One thread at a time; memory is constant.
public final class Comparison {
  /*
   * Score of a unit: D = W (Y - c) / p - (1 - W)(Y - c) / (1 - p), W the arm, p the planned share, c
   * the mean of the metric over the units before it. E[D | past] is the difference of the arms
   * whatever c is; c takes out the variance of the metric's level.
   *
   * Interval: asymptotic confidence sequence of the mean score (AnytimeValid.asymptoticMargin),
   * from 100 units an arm on.
   *
   * Finite sample: |D| <= B = 1 / min(p, 1 - p). Against "difference <= -margin" a bettor multiplies
   * by 1 + bet (D + margin), against ">= -margin" by 1 - bet (D + margin), 0 <= bet <= 1 / (2 (B +
   * 1)), so no factor is under a half; each is an e-process, tested at alpha / 2. Bets are
   * approximate Kelly from the scores before (aGRAPA of Waudby-Smith and Ramdas, JRSS B 2024).
   *
   * Sample ratio: the beta-binomial mixture against the planned share (Lindon and Malek,
   * Anytime-Valid Inference for Multinomial Count Data, NeurIPS 2022).
   */

  /// Units that each arm needs before the asymptotic sequence says anything.
  public static final int LEAST = 100;

  /// The probability that a sound assignment is ever called broken.
  public static final double RATIO_ALPHA = 0.001;

  private final Plan plan;
  private final Scores metric;
  private final Scores presence;
  private double logRatio;
  private double greatestLogRatio;
  private long treated;
  private long control;
  private boolean reachedShip;
  private boolean reachedStop;

  public Comparison(Plan plan) {
    this.plan = plan;
    metric = new Scores(plan);
    presence = new Scores(plan);
  }

  /// How a verdict is reached.
  public enum Method {
    /// By the asymptotic confidence sequence: sharper, from 100 units an arm on, and for large
    /// numbers.
    ASYMPTOTIC,
    /// By betting: holds at any number of units.
    FINITE
  }

  /// What was fixed before the first unit.
  ///
  /// @param share the planned probability of the new arm, in (0, 1)
  /// @param margin by how much the new arm's mean may be lower and still ship, in \[0, 1)
  /// @param alpha the probability of ever shipping or stopping wrongly, in (0, 1)
  /// @param missing the value of a unit without feedback, in \[0, 1\]
  public record Plan(double share, double margin, double alpha, double missing, Method method) {
    public Plan {
      Checks.probability("share", share);
      Checks.probability("alpha", alpha);
      Checks.unit("missing", missing);
      if (!(margin >= 0 && margin < 1)) {
        throw new IllegalArgumentException("the margin must lie in [0, 1): " + margin);
      }
    }
  }

  /// What to do.
  public enum Decision {
    /// The new arm is not worse by more than the margin.
    SHIP,
    /// The new arm is worse by more than the margin.
    STOP,
    /// Neither is proven yet.
    GO_ON,
    /// Units are not assigned as planned: nothing can be said.
    BROKEN
  }

  /// The difference of the arms, new less old, in one metric.
  ///
  /// @param estimate by inverse-probability weighting
  /// @param lower end of the asymptotic confidence sequence at level 1 - alpha; -1 under 100 units
  ///   an arm
  /// @param upper end of the same; 1 under 100 units an arm
  public record Effect(double estimate, double lower, double upper) {}

  /// How things stand.
  ///
  /// @param treated units of the new arm
  /// @param control units of the old arm
  /// @param ratioPValue anytime-valid p-value of "assigned as planned"
  /// @param metric the difference in the metric, missing feedback filled in
  /// @param presence the difference in the share of units with feedback
  /// @param notWorse the greatest evidence so far against "worse by more than the margin"; SHIP at
  ///   2 / alpha where the method is FINITE
  /// @param worse the same against "not worse by more than the margin"; STOP at 2 / alpha
  public record Look(
      long treated,
      long control,
      double ratioPValue,
      Effect metric,
      Effect presence,
      double notWorse,
      double worse,
      Decision decision) {}

  /// Adds the next settled unit.
  ///
  /// @param isTreated whether it was assigned to the new arm, whatever it got
  /// @param value its metric in \[0, 1\]; empty where no feedback came in time
  public void add(boolean isTreated, OptionalDouble value) {
    value.ifPresent(given -> Checks.unit("metric", given));
    addRatio(isTreated);
    metric.add(isTreated, value.orElse(plan.missing));
    presence.add(isTreated, value.isPresent() ? 1 : 0);
    decide();
  }

  /// How things stand after the units so far. A decision to ship or to stop, once reached, stays,
  /// the first reached before the other; a broken ratio overrules both.
  public Look look() {
    return new Look(
        treated,
        control,
        Math.exp(-greatestLogRatio),
        effect(metric),
        effect(presence),
        Math.exp(metric.greatestNotWorse),
        Math.exp(metric.greatestWorse),
        decision());
  }

  private Decision decision() {
    if (greatestLogRatio >= Math.log(1 / RATIO_ALPHA)) {
      return Decision.BROKEN;
    }
    if (reachedShip) {
      return Decision.SHIP;
    }
    return reachedStop ? Decision.STOP : Decision.GO_ON;
  }

  private void decide() {
    if (reachedShip || reachedStop) {
      return;
    }
    if (plan.method == Method.FINITE) {
      double goal = Math.log(2 / plan.alpha);
      reachedShip = metric.greatestNotWorse >= goal;
      reachedStop = metric.greatestWorse >= goal;
    } else {
      Effect effect = effect(metric);
      reachedShip = effect.lower > -plan.margin;
      reachedStop = effect.upper < -plan.margin;
    }
  }

  private Effect effect(Scores scores) {
    if (Math.min(treated, control) < LEAST) {
      return new Effect(scores.mean(), -1, 1);
    }
    int n = (int) Math.min(Integer.MAX_VALUE, scores.count);
    double margin = AnytimeValid.asymptoticMargin(n, scores.variance(), plan.alpha, 2 * LEAST);
    double mean = scores.mean();
    return new Effect(mean, Math.max(-1, mean - margin), Math.min(1, mean + margin));
  }

  /// One step of the mixture over a beta prior, centred on the planned share, of weight 100 units.
  private void addRatio(boolean isTreated) {
    double prior = LEAST * (isTreated ? plan.share : 1 - plan.share);
    double like = isTreated ? treated : control;
    double predicted = (prior + like) / ((double) LEAST + treated + control);
    logRatio += Math.log(predicted / (isTreated ? plan.share : 1 - plan.share));
    greatestLogRatio = Math.max(greatestLogRatio, logRatio);
    treated += isTreated ? 1 : 0;
    control += isTreated ? 0 : 1;
  }

  /// The running scores of one metric and the two bettors on them.
  private static final class Scores {
    private final Plan plan;
    private final double bound;
    private long count;
    private double valueSum;
    private double mean;
    private double squares;
    private double logNotWorse;
    private double logWorse;
    private double greatestNotWorse;
    private double greatestWorse;

    Scores(Plan plan) {
      this.plan = plan;
      bound = 1 / Math.min(plan.share, 1 - plan.share);
    }

    void add(boolean isTreated, double value) {
      double centred = value - (valueSum + 0.5) / (count + 1);
      double score = isTreated ? centred / plan.share : -centred / (1 - plan.share);
      bet(score + plan.margin);
      count++;
      valueSum += value;
      double before = mean;
      mean += (score - before) / count;
      squares += (score - before) * (score - mean);
    }

    private void bet(double gap) {
      double shrunk = mean * count / (count + 10.0) + plan.margin;
      double variance = (squares + 1) / (count + 1);
      double kelly = shrunk / (variance + shrunk * shrunk);
      double most = 1 / (2 * (bound + 1));
      logNotWorse += Math.log1p(Math.clamp(kelly, 0, most) * gap);
      logWorse += Math.log1p(-Math.clamp(-kelly, 0, most) * gap);
      greatestNotWorse = Math.max(greatestNotWorse, logNotWorse);
      greatestWorse = Math.max(greatestWorse, logWorse);
    }

    double mean() {
      return mean;
    }

    double variance() {
      return count < 2 ? 1 : squares / (count - 1);
    }
  }
}
