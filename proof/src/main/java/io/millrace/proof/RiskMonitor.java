package io.millrace.proof;

import java.nio.ByteBuffer;

/// The alarm over one released policy: raised when its audits prove that the risk of the calls that
/// the student answers is above alpha, or has come to be.
///
/// Immutable: {@link #observe} returns the state after. Memory is a few hundred bytes, whatever the
/// number of observations.
///
/// ### What is promised
///
/// As long as, at every observation, the expected loss given all that went before is at most alpha,
/// the probability of an alarm within n observations is at most delta ({@link #ALARM_PART} + (1 -
/// ALARM_PART) n / horizon): delta over one horizon, and another (1 - ALARM_PART) delta for each
/// further one. Nothing is reset at the end of a horizon; the detector's budget goes on at the same
/// rate, so a change across the border is not missed. It may be looked at after every observation.
///
/// ### What must hold for it
///
/// - Observations are drawn by a coin whose probability was fixed before the call's outcome was
///   known. Where that probability does not depend on the call (it may change with time and with
///   earlier outcomes), use {@link #observe(double)}. Where it depends on the call, use {@link
///   #observe(double, double)}.
/// - They are folded in the order in which they were drawn, each when its result is known: one that
///   waits holds up those behind it. Folding in the order of arrival breaks the promise where the
///   wait has to do with the loss.
/// - One that never comes counts as a loss of 1; none is left out.
/// - Calls that the student did not accept say nothing here and are not observations.
public final class RiskMonitor {
  /*
   * Two processes over one grid of stakes (class Stakes), as weighted means:
   *
   *   E_n = mean of prod (1 + stake w (loss - alpha))      the alarm: an e-process
   *   S_n = mean of S, S <- (S + 1)(1 + stake w (loss - alpha))      the change detector
   *
   * Under the null E is a supermartingale from 1 and S_n - n is one from 0. So, with a + c = delta,
   * a E_n + (c / H)(S_n + N - n) is a non-negative supermartingale up to any N, from a + c N / H,
   * and by Ville's inequality a E_n + c S_n / H reaches 1 within N observations with probability at
   * most a + c N / H. The alarm is raised when that sum reaches 1. Apart, the thresholds would be
   * 1 / a for E and H / c for S (Doob); the sum is never later than the earlier of the two.
   *
   * An observation of weight w = floor / probability: E[drawn w (loss - alpha)] = floor E[loss -
   * alpha], so the factor has mean at most 1 for any rates of at least floor, and is never below
   * 1 - stake alpha > 0.
   *
   * Sources: Podkopaev and Ramdas, Tracking the Risk of a Deployed Model, ICLR 2022; Shin, Ramdas
   * and Rinaldo, E-detectors, 2022 (arXiv 2203.03532); Xu, Karampatziakis and Mineiro, Active,
   * Anytime-Valid Risk Controlling Prediction Sets, NeurIPS 2024 (arXiv 2406.10490).
   */

  /// The part of delta that the e-process may spend, once; the detector spends the rest in each
  /// horizon.
  public static final double ALARM_PART = 0.6;

  /// The horizon where none is given, in observations.
  public static final long DEFAULT_HORIZON = 10_000;

  private static final int VERSION = 1;

  private final Setup setup;
  private final Bettors bettors;
  private final ChangeDetector detector;
  private final Tally tally;
  private final double level;

  private RiskMonitor(Setup setup, Bettors bettors, ChangeDetector detector, Tally tally) {
    this.setup = setup;
    this.bettors = bettors;
    this.detector = detector;
    this.tally = tally;
    this.level = Math.exp(logAlarm()) + Math.exp(logChange());
  }

  /// What is fixed over a monitor's life.
  private record Setup(double alpha, double delta, long horizon, Stakes stakes) {
    Setup {
      Checks.probability("alpha", alpha);
      Checks.probability("delta", delta);
      if (horizon < 1) {
        throw new IllegalArgumentException("the horizon must be positive: " + horizon);
      }
    }
  }

  private record Tally(long observations, long disagreements, double lossSum) {
    Tally and(double loss) {
      return new Tally(observations + 1, disagreements + (loss > 0 ? 1 : 0), lossSum + loss);
    }
  }

  /// Which of the two processes has the greater part in an alarm.
  public enum Process {
    /// The e-process: the risk over the policy's whole life is above alpha.
    ALARM,
    /// The change detector: the risk has been above alpha since some moment.
    CHANGE
  }

  /// What speaks for an alarm.
  ///
  /// @param process the one with the greater part in `level`
  /// @param capital what that process has come to: the mean capital of the bettors of the
  ///   e-process, or the mean of S; may be infinite
  /// @param threshold where that process would raise the alarm alone
  /// @param level both processes over their thresholds, added; the alarm is raised at 1
  /// @param observations audits and comparisons so far
  /// @param disagreements those of them with a loss above 0
  /// @param lossSum the sum of their losses
  /// @param sinceChange observations since the most likely beginning of a change; 0 where nothing
  ///   speaks for one
  public record Evidence(
      Process process,
      double capital,
      double threshold,
      double level,
      long observations,
      long disagreements,
      double lossSum,
      long sinceChange) {}

  /// A monitor without observations and with the default horizon.
  public static RiskMonitor start(double alpha, double delta) {
    return start(alpha, delta, DEFAULT_HORIZON);
  }

  /// A monitor without observations.
  ///
  /// @param alpha the risk that must not be exceeded, in (0, 1)
  /// @param delta the probability of a false alarm over one horizon, in (0, 1)
  /// @param horizon observations over which delta is spent, at least 1
  public static RiskMonitor start(double alpha, double delta, long horizon) {
    Stakes stakes = Stakes.above(alpha);
    return new RiskMonitor(
        new Setup(alpha, delta, horizon, stakes),
        Bettors.start(stakes),
        ChangeDetector.start(stakes),
        new Tally(0, 0, 0));
  }

  /// The state after an observation that was drawn at a rate which does not depend on the call. A
  /// monitor that has raised its alarm stays as it is.
  ///
  /// @param loss in \[0, 1\]; 1 for a disagreement, and for a result that never came
  public RiskMonitor observe(double loss) {
    return observe(loss, 1);
  }

  /// The state after an observation of a call that was drawn with a probability of its own.
  ///
  /// @param loss in \[0, 1\]
  /// @param weight the least probability that any accepted call may be drawn with (a constant over
  ///   the monitor's life) over the probability that this one was drawn with; in (0, 1\]
  public RiskMonitor observe(double loss, double weight) {
    Checks.unit("loss", loss);
    Checks.weight(weight);
    if (fired()) {
      return this;
    }
    double gap = weight * (loss - setup.alpha);
    return new RiskMonitor(setup, bettors.after(gap), detector.after(gap), tally.and(loss));
  }

  /// Whether the alarm is raised. It is never taken back.
  public boolean fired() {
    return level >= 1;
  }

  /// How things stand, before an alarm or at it.
  public Evidence evidence() {
    boolean alarmLeads = logAlarm() >= logChange();
    return new Evidence(
        alarmLeads ? Process.ALARM : Process.CHANGE,
        Math.exp(alarmLeads ? bettors.logTotal() : detector.logTotal()),
        alarmLeads ? alarmThreshold() : changeThreshold(),
        level,
        tally.observations,
        tally.disagreements,
        tally.lossSum,
        detector.sinceChange());
  }

  public double alpha() {
    return setup.alpha;
  }

  public double delta() {
    return setup.delta;
  }

  /// Observations over which delta is spent.
  public long horizon() {
    return setup.horizon;
  }

  public long observations() {
    return tally.observations;
  }

  /// The mean capital at which the e-process alone would raise the alarm.
  public double alarmThreshold() {
    return 1 / (ALARM_PART * setup.delta);
  }

  /// The mean of S at which the change detector alone would raise the alarm.
  public double changeThreshold() {
    return setup.horizon / ((1 - ALARM_PART) * setup.delta);
  }

  private double logAlarm() {
    return bettors.logTotal() - Math.log(alarmThreshold());
  }

  private double logChange() {
    return detector.logTotal() - Math.log(changeThreshold());
  }

  /// The state for storage. It holds its own grid of stakes, so a release keeps the bets that it
  /// began with when a later version bets otherwise.
  public byte[] toBytes() {
    int size =
        2 * Double.BYTES
            + Long.BYTES
            + setup.stakes.byteCount()
            + bettors.byteCount()
            + detector.byteCount()
            + 2 * Long.BYTES
            + Double.BYTES;
    ByteBuffer out = StateBytes.write('R', VERSION, size);
    out.putDouble(setup.alpha).putDouble(setup.delta).putLong(setup.horizon);
    setup.stakes.write(out);
    bettors.write(out);
    detector.write(out);
    out.putLong(tally.observations).putLong(tally.disagreements);
    return StateBytes.finish(out.putDouble(tally.lossSum));
  }

  /// The state from storage; it goes on exactly as the stored one would have.
  ///
  /// @throws IllegalArgumentException where the bytes are no state that this version reads
  public static RiskMonitor fromBytes(byte[] bytes) {
    return StateBytes.read('R', VERSION, bytes, RiskMonitor::read);
  }

  private static RiskMonitor read(ByteBuffer in) {
    double alpha = in.getDouble();
    double delta = in.getDouble();
    long horizon = in.getLong();
    Stakes stakes = Stakes.read(in);
    return new RiskMonitor(
        new Setup(alpha, delta, horizon, stakes),
        Bettors.read(in, stakes),
        ChangeDetector.read(in, stakes),
        new Tally(in.getLong(), in.getLong(), in.getDouble()));
  }
}
