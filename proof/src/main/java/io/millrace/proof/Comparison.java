package io.millrace.proof;

import java.util.OptionalDouble;

/// A comparison of two arms on a metric in \[0, 1\], which may be looked at after every unit: an
/// A/B test with a sample-ratio check, by intent to treat.
///
/// A unit (a user, or a conversation) is assigned to the new arm by a coin of planned probability.
/// Each assigned unit counts, whatever answered it in the end, with its metric, or where no
/// feedback came within the time allowed, with a value set beforehand.
///
/// Where silence is unknown ({@link Plan#unknown}), that value only stands in for one. The margin
/// is then of those who speak: were it of all units, a margin of 0.02 would let through anything
/// that is done to one in fifty. And so that a change in who speaks cannot pass for a change in
/// what they say, whether feedback came is a metric of its own ({@link Look#presence}), and nothing
/// is decided while that is known to differ.
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
   * Gap of a unit: G = D + margin, or where silence is unknown D + margin S, S whether it spoke. E[G]
   * is the difference plus the margin (times the share who speak): to ship is to show that it is above
   * 0, to stop that it is below.
   *
   * Finite sample: |D| <= B = 1 / min(p, 1 - p). Against "E[G] <= 0" a bettor multiplies by 1 + bet G,
   * against ">= 0" by 1 - bet G, 0 <= bet <= 1 / (2 (B + 1)), so no factor is under a half; each is an
   * e-process, tested at alpha / 2. Bets are approximate Kelly from the gaps before (aGRAPA of
   * Waudby-Smith and Ramdas, JRSS B 2024).
   *
   * Sample ratio: the beta-binomial mixture against the planned share (Lindon and Malek,
   * Anytime-Valid Inference for Multinomial Count Data, NeurIPS 2022).
   */

  /// Units that each arm needs before the asymptotic sequence says anything.
  public static final int LEAST = 100;

  /// Units with feedback, of both arms together, that the asymptotic sequence needs where silence
  /// means a value. Where it is unknown, each arm needs {@link #LEAST}.
  public static final int FEW = 30;

  /// The probability that a sound assignment is ever called broken.
  public static final double RATIO_ALPHA = 0.001;

  private final Plan plan;
  private final Scores metric;
  private final Scores presence;
  private double logRatio;
  private double greatestLogRatio;
  private long treated;
  private long control;
  private long treatedHeard;
  private long controlHeard;
  private boolean reachedShip;
  private boolean reachedStop;

  public Comparison(Plan plan) {
    this.plan = plan;
    metric = new Scores(plan.share);
    presence = new Scores(plan.share);
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
  /// @param unknown whether that value only stands in for one that is not known, and the margin is
  ///   of those who speak; false where silence means that value
  public record Plan(
      double share, double margin, double alpha, double missing, boolean unknown, Method method) {
    public Plan {
      Checks.probability("share", share);
      Checks.probability("alpha", alpha);
      Checks.unit("missing", missing);
      if (!(margin >= 0 && margin < 1)) {
        throw new IllegalArgumentException("the margin must lie in [0, 1): " + margin);
      }
    }

    /// Where silence means the value of `missing`.
    public Plan(double share, double margin, double alpha, double missing, Method method) {
      this(share, margin, alpha, missing, false, method);
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
  /// @param gap the difference plus the margin, or where silence is unknown plus the margin times
  ///   the share who speak: above 0 is SHIP, below 0 STOP, where the method is ASYMPTOTIC
  /// @param enough whether as many units were heard as the asymptotic sequence needs
  /// @param notWorse the greatest evidence so far against "worse by more than the margin"; SHIP at
  ///   2 / alpha where the method is FINITE
  /// @param worse the same against "not worse by more than the margin"; STOP at 2 / alpha
  public record Look(
      long treated,
      long control,
      double ratioPValue,
      Effect metric,
      Effect presence,
      Effect gap,
      boolean enough,
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
    boolean heard = value.isPresent();
    treatedHeard += isTreated && heard ? 1 : 0;
    controlHeard += !isTreated && heard ? 1 : 0;
    metric.add(isTreated, value.orElse(plan.missing), plan.unknown && !heard ? 0 : plan.margin);
    presence.add(isTreated, heard ? 1 : 0, 0);
    decide();
  }

  /// How things stand after the units so far. A decision to ship or to stop, once reached, stays,
  /// the first reached before the other; a broken ratio overrules both.
  public Look look() {
    return new Look(
        treated,
        control,
        Math.exp(-greatestLogRatio),
        effect(metric.scores),
        effect(presence.scores),
        effect(metric.gaps),
        enough(),
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
      boolean alike = !speaksOtherwise();
      reachedShip = alike && metric.greatestNotWorse >= goal;
      reachedStop = alike && !reachedShip && metric.greatestWorse >= goal;
    } else if (enough() && !speaksOtherwise()) {
      Effect gap = effect(metric.gaps);
      reachedShip = gap.lower > 0;
      reachedStop = gap.upper < 0;
    }
  }

  private boolean enough() {
    boolean heard =
        plan.unknown
            ? Math.min(treatedHeard, controlHeard) >= LEAST
            : treatedHeard + controlHeard >= FEW;
    return heard && Math.min(treated, control) >= LEAST;
  }

  /// Whether as many of one arm speak as of the other is known not to be so, where that matters.
  private boolean speaksOtherwise() {
    Effect spoken = effect(presence.scores);
    return plan.unknown && (spoken.lower > 0 || spoken.upper < 0);
  }

  private Effect effect(Running of) {
    if (Math.min(treated, control) < LEAST) {
      return new Effect(of.mean, -1, 1);
    }
    int n = (int) Math.min(Integer.MAX_VALUE, of.count);
    double margin = AnytimeValid.asymptoticMargin(n, of.variance(), plan.alpha, 2 * LEAST);
    return new Effect(of.mean, Math.max(-1, of.mean - margin), Math.min(1, of.mean + margin));
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

  /// A mean and a variance that grow.
  private static final class Running {
    private long count;
    private double mean;
    private double squares;

    void add(double value) {
      count++;
      double before = mean;
      mean += (value - before) / count;
      squares += (value - before) * (value - mean);
    }

    double variance() {
      return count < 2 ? 1 : squares / (count - 1);
    }
  }

  /// The scores of one metric, its gaps, and the two bettors on them.
  private static final class Scores {
    private final double share;
    private final double bound;
    private final Running scores = new Running();
    private final Running gaps = new Running();
    private double valueSum;
    private double logNotWorse;
    private double logWorse;
    private double greatestNotWorse;
    private double greatestWorse;

    Scores(double share) {
      this.share = share;
      bound = 1 / Math.min(share, 1 - share);
    }

    void add(boolean isTreated, double value, double margin) {
      double centred = value - (valueSum + 0.5) / (scores.count + 1);
      double score = isTreated ? centred / share : -centred / (1 - share);
      bet(score + margin);
      scores.add(score);
      gaps.add(score + margin);
      valueSum += value;
    }

    private void bet(double gap) {
      double shrunk = gaps.mean * gaps.count / (gaps.count + 10.0);
      double variance = (gaps.squares + 1) / (gaps.count + 1);
      double kelly = shrunk / (variance + shrunk * shrunk);
      double most = 1 / (2 * (bound + 1));
      logNotWorse += Math.log1p(Math.clamp(kelly, 0, most) * gap);
      logWorse += Math.log1p(-Math.clamp(-kelly, 0, most) * gap);
      greatestNotWorse = Math.max(greatestNotWorse, logNotWorse);
      greatestWorse = Math.max(greatestWorse, logWorse);
    }
  }
}
