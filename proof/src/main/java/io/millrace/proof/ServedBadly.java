package io.millrace.proof;

import java.util.List;

/// How much a student may answer after its risk has risen above alpha, before {@link RiskMonitor}
/// raises its alarm. Derived from the monitor's own grid and thresholds, without simulation.
///
/// Let the conditional risk of the accepted calls be at least r > alpha at every audit from some
/// moment on, and let W_n be the sum of ln(1 + stake_j (loss - alpha)) over the n audits since. The
/// detector's S of stake j, of weight v, is at least the sum of the capitals of those who began at
/// that moment or at one of the m - 1 audits after it, so at least m exp(mean over i < m of (W_n -
/// W_i)), and the alarm is raised at the latest when that reaches exp(b_j), whatever was before,
/// where exp(b_j) = horizon / (c delta v) and c is what {@link RiskMonitor#ALARM_PART} leaves of 1.
/// With u_j = ln(1 + stake_j (1 - alpha)) and d_j = -ln(1 - stake_j alpha), a term of W is at most
/// u_j and has at least the mean g_j(r) = r u_j - (1 - r) d_j: equal for right-or-wrong losses,
/// more for others, as the logarithm is concave. Hence:
///
/// - by Wald's identity after the first m audits, expected audits to the alarm <= D(r) = min over j
///   with g_j > 0 and over m of (b_j + u_j - ln m + e) / g_j(r) + (m - 1) / 2, where e = m (1 +
///   stake_j (r - alpha))^m exp(-1 - b_j - u_j) covers that those m audits alone may do;
/// - for right-or-wrong losses, P(no alarm within n audits) <= min over j of P(Bin(n, r) < (b_j + n
///   d_j) / (u_j + d_j)), which is m = 1 without Wald;
/// - as g_j(r) = (u_j + d_j)(r - alpha) + g_j(alpha) is linear in r, for **any** path of the risk
///   that stays at or above alpha, however little: expected sum of (risk - alpha) over the audits
///   up to the alarm or up to n of them <= min over j of (b_j + u_j - n g_j(alpha)) / (u_j + d_j),
///   where g_j(alpha) < 0. It grows about like the root of n while some stake of the grid suits n,
///   and then by at most {@link #unnoticedRisk} - alpha an audit.
///
/// Bounds count audits that are folded. In calls: divide by the audit rate, and add the calls that
/// are answered while the result of an audit is awaited. Immutable and thread-safe.
public final class ServedBadly {
  private static final int MOST_AUDITS = 1 << 26;

  /// Numbers of starts (m in the formula) that are tried, times the growth.
  private static final double[] STARTS = {1e-9, 0.125, 0.25, 0.5, 1, 2};

  private final double alpha;
  private final double[] barrier;
  private final double[] up;
  private final double[] down;

  private ServedBadly(double alpha, double[] barrier, double[] up, double[] down) {
    this.alpha = alpha;
    this.barrier = barrier;
    this.up = up;
    this.down = down;
  }

  /// The bounds for policies watched by `RiskMonitor.start(alpha, delta, horizon)`.
  public static ServedBadly under(double alpha, double delta, long horizon) {
    double threshold = RiskMonitor.start(alpha, delta, horizon).changeThreshold();
    Stakes stakes = Stakes.above(alpha);
    double[] barrier = new double[stakes.count()];
    double[] up = new double[stakes.count()];
    double[] down = new double[stakes.count()];
    for (int j = 0; j < barrier.length; j++) {
      barrier[j] = Math.log(threshold / stakes.weight(j));
      up[j] = stakes.logFactor(j, 1 - alpha);
      down[j] = -stakes.logFactor(j, -alpha);
    }
    return new ServedBadly(alpha, barrier, up, down);
  }

  /// A bound on the expected number of audits from a drift to the alarm.
  ///
  /// @param risk what the risk is at least, from the drift on
  /// @return infinity where the risk is so near to alpha that no stake of the grid grows
  public double expectedAudits(double risk) {
    Checks.unit("risk", risk);
    double best = Double.POSITIVE_INFINITY;
    for (int j = 0; j < barrier.length; j++) {
      double growth = risk * up[j] - (1 - risk) * down[j];
      for (double starts : STARTS) {
        if (growth > 0) {
          best = Math.min(best, expectedAudits(j, risk, growth, Math.ceil(starts / growth)));
        }
      }
    }
    return best;
  }

  private double expectedAudits(int j, double risk, double growth, double starts) {
    double most = barrier[j] + up[j];
    double factor = risk * Math.exp(up[j]) + (1 - risk) * Math.exp(-down[j]);
    double early = Math.exp(Math.log(starts) + starts * Math.log(factor) - 1 - most);
    return (most - Math.log(starts) + early) / growth + (starts - 1) / 2;
  }

  /// A number of audits within which the alarm is raised after a drift, but with probability `miss`
  /// at most. For right-or-wrong losses: after n audits with k losses bettor j has reached its
  /// barrier where k >= (b_j + n d_j) / (u_j + d_j), and k is stochastically at least Bin(n, risk).
  ///
  /// @param risk what the risk is at least, from the drift on
  /// @param miss in (0, 1)
  /// @return infinity where it is more than some 67 million
  public double auditsWithin(double risk, double miss) {
    Checks.unit("risk", risk);
    Checks.probability("miss", miss);
    int high = 1;
    while (missAfter(high, risk) > miss) {
      high *= 2;
      if (high > MOST_AUDITS) {
        return Double.POSITIVE_INFINITY;
      }
    }
    int low = high / 2;
    while (high - low > 1) {
      int middle = low + (high - low) / 2;
      if (missAfter(middle, risk) <= miss) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /// A bound on the expected sum of (risk - alpha) over the audits from any moment to the alarm, or
  /// to the given number of audits if no alarm comes, for a risk that stays at alpha or above.
  public double expectedExcess(long audits) {
    double best = Double.POSITIVE_INFINITY;
    for (int j = 0; j < barrier.length; j++) {
      double loss = (1 - alpha) * down[j] - alpha * up[j];
      best = Math.min(best, (barrier[j] + up[j] + audits * loss) / (up[j] + down[j]));
    }
    return Math.min(best, audits * (1 - alpha));
  }

  /// The risk at which the smallest stake of the grid just breaks even: a drift to less than this
  /// may stay unnoticed for ever, with an excess over alpha of less than the difference.
  public double unnoticedRisk() {
    double least = 1;
    for (int j = 0; j < barrier.length; j++) {
      least = Math.min(least, down[j] / (up[j] + down[j]));
    }
    return least;
  }

  /// Drifts of one size.
  ///
  /// @param expected number of them in a life
  /// @param risk what the risk is at least, from each on until the alarm; above alpha
  public record Drift(double expected, double risk) {
    public Drift {
      Checks.unit("risk", risk);
      if (!(expected >= 0)) {
        throw new IllegalArgumentException("an expected number of drifts: " + expected);
      }
    }
  }

  /// A life of a scenario, for which a share is bounded.
  ///
  /// @param calls of the scenario, whoever answers them, at least 1
  /// @param auditRate the least rate at which the calls that a student answers are audited, in (0,
  ///   1\]
  /// @param awaited calls answered from the draw of an audit to the fold of its result, at most
  /// @param released the probability that a policy is ever released with a risk above alpha: delta
  ///   of the certificates, over all attempts
  public record Life(
      long calls, double auditRate, List<Drift> drifts, double awaited, double released) {
    public Life {
      drifts = List.copyOf(drifts);
      Checks.weight(auditRate);
      Checks.unit("released", released);
      if (calls < 1 || !(awaited >= 0)) {
        throw new IllegalArgumentException(
            "a life of " + calls + " calls, " + awaited + " awaited");
      }
    }
  }

  /// A bound on the expected share of a life's calls that a student answers while its true risk is
  /// above alpha. Each drift costs at most D(risk) / auditRate + awaited calls; a policy that was
  /// bad from its release, which happens with probability `released` at most, costs at most the
  /// whole life. A drift in the window of a certificate counts as a drift: what it costs begins at
  /// the release.
  ///
  /// @return in \[0, 1\]
  public double expectedShare(Life life) {
    double calls = 0;
    for (Drift drift : life.drifts) {
      if (drift.expected > 0) {
        calls += drift.expected * (expectedAudits(drift.risk) / life.auditRate + life.awaited);
      }
    }
    return Math.min(1, life.released + calls / life.calls);
  }

  /// A bound on the expected excess of one drift in calls, however small the drift is and however
  /// the risk moves above alpha: the sum of (risk - alpha) over the calls that the student answers
  /// from the drift to the alarm or to the end of the life.
  public double expectedExcessErrors(Life life) {
    double audits = Math.ceil(life.calls * life.auditRate);
    return expectedExcess((long) audits) / life.auditRate + life.awaited * (1 - alpha);
  }

  private double missAfter(int audits, double risk) {
    double miss = 1;
    for (int j = 0; j < barrier.length; j++) {
      double losses = Math.ceil((barrier[j] + audits * down[j]) / (up[j] + down[j]));
      if (losses <= audits) {
        miss = Math.min(miss, Binomial.cdf((int) losses - 1, audits, risk));
      }
    }
    return miss;
  }
}
