package io.millrace.proof;

/// How much a student may answer after its risk has risen above alpha, before {@link RiskMonitor}
/// raises its alarm. Derived from the monitor's own grid and thresholds, without simulation.
///
/// Let the conditional risk of the accepted calls be at least r > alpha at every audit from some
/// moment on. The detector's S is at least the capital of a bettor who began at that moment, so the
/// alarm is raised at the latest when for some stake j of weight v the sum of ln(1 + stake_j (loss
/// - alpha)) since then reaches b_j = ln(horizon / ((1 - {@link RiskMonitor#ALARM_PART}) delta v)),
///   whatever was before. With u_j = ln(1 + stake_j (1 - alpha)), d_j = -ln(1 - stake_j alpha) the
///   mean of one term is at least g_j(r) = r u_j - (1 - r) d_j (equal for right-or-wrong losses,
///   and more for others, as the logarithm is concave), and a term is at most u_j. Hence
///
/// - by Wald's identity, expected audits to the alarm <= D(r) = min over j with g_j > 0 of (b_j +
///   u_j) / g_j(r);
/// - the same identity, with g_j(r) = (u_j + d_j)(r - alpha) + g_j(alpha) linear in r, for **any**
///   path of the risk that stays at or above alpha, however little: expected sum of (risk - alpha)
///   over the audits up to the alarm or up to n of them <= min over j of (b_j + u_j - n g_j(alpha))
///   / (u_j + d_j), where g_j(alpha) < 0. It grows like the root of n, so the mean excess vanishes.
///
/// Bounds count audits that are folded. In calls: divide by the audit rate, and add the calls that
/// are answered while the result of an audit is awaited. Immutable and thread-safe.
public final class ServedBadly {
  private static final int MOST_AUDITS = 1 << 26;

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
      if (growth > 0) {
        best = Math.min(best, (barrier[j] + up[j]) / growth);
      }
    }
    return best;
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

  /// A life of a scenario, for which a share is bounded.
  ///
  /// @param calls accepted by the scenario's policies, at least 1
  /// @param auditRate the least rate at which they are audited, in (0, 1\]
  /// @param drifts the expected number of drifts to a risk above alpha
  /// @param leastRisk the risk after each is at least this, until the alarm
  /// @param awaited calls answered from the draw of an audit to the fold of its result, at most
  /// @param released the probability that a policy is ever released with a risk above alpha: delta
  ///   of the certificates, over all attempts
  public record Life(
      long calls,
      double auditRate,
      double drifts,
      double leastRisk,
      double awaited,
      double released) {
    public Life {
      Checks.weight(auditRate);
      Checks.unit("leastRisk", leastRisk);
      Checks.unit("released", released);
      if (calls < 1 || !(drifts >= 0) || !(awaited >= 0)) {
        throw new IllegalArgumentException(
            "a life of " + calls + " calls, " + drifts + " drifts, " + awaited + " awaited");
      }
    }
  }

  /// A bound on the expected number of calls that the student answers from one drift to the alarm
  /// that ends it.
  public double expectedCalls(Life life) {
    return expectedAudits(life.leastRisk) / life.auditRate + life.awaited;
  }

  /// A bound on the expected share of a life's calls that a student answers while its true risk is
  /// above alpha: each drift costs at most {@link #expectedCalls}, and a policy that was bad from
  /// its release, which happens with probability `released` at most, costs at most the whole life.
  /// A drift in the window of a certificate counts as a drift: what it costs begins at the release.
  ///
  /// @return in \[0, 1\]
  public double expectedShare(Life life) {
    double drifted = life.drifts == 0 ? 0 : life.drifts * expectedCalls(life) / life.calls;
    return Math.min(1, life.released + drifted);
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
