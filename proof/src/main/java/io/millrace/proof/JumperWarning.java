package io.millrace.proof;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A warning that the calls of a scenario have changed, from the student's confidences alone,
/// before any audit says so. It may raise the audit rate; it proves no harm and never rolls back.
///
/// The Simple Jumper conformal test martingale (Vovk et al., Retrain or Not Retrain, 2021; see
/// {@link AnytimeValid#jumperCapital}) on the randomised rank of each confidence among all since
/// the last warning. Ranks are taken in a histogram of fixed cells, so memory is bounded; ties
/// within a cell are broken by chance, which keeps the ranks exactly uniform as long as the calls
/// are exchangeable. Beside the martingale runs its Shiryaev-Roberts sum, which does not tire after
/// a long quiet time; the warning is raised when delta / 2 (C + R / {@link #HORIZON}) reaches 1.
///
/// While calls are exchangeable, the probability of a warning within n calls of the last one is at
/// most delta / 2 (1 + n / HORIZON). **Any** change of the confidences' distribution can raise it,
/// a harmless one too. After a warning everything is forgotten: the calls after it are the new
/// normal.
///
/// One thread at a time. A call costs O({@link #CELLS}).
public final class JumperWarning {
  /// Cells of the histogram, equal in the logit of the confidence from 1e-4 to 1 - 1e-4.
  public static final int CELLS = 64;

  /// Calls over which delta is spent.
  public static final int HORIZON = 10_000;

  /// The probability of a warning over one horizon without a change.
  public static final double DELTA = 0.01;

  private static final int VERSION = 1;
  private static final double JUMP = 0.01;
  private static final double WIDEST = Math.log((1 - 1e-4) / 1e-4);
  private static final int BETS = 3;

  private final long[] counts = new long[CELLS];
  private final double[] capital = new double[BETS];
  private final double[] sums = new double[BETS];
  private long seen;
  private long warnings;
  private long randomState;

  /// A warning that has seen nothing.
  ///
  /// @param seed of the coins that break ties; another one for each policy
  public JumperWarning(long seed) {
    randomState = seed;
    forget();
  }

  /// Takes the confidence of the next call and says whether that raises a warning; then everything
  /// before is forgotten.
  ///
  /// @param confidence in \[0, 1\]
  public boolean observe(double confidence) {
    Checks.unit("confidence", confidence);
    double pValue = rank(cell(confidence));
    step(capital, pValue, 0);
    step(sums, pValue, 1);
    boolean warn = DELTA / 2 * (total(capital) + total(sums) / HORIZON) >= 1;
    if (warn) {
      warnings++;
      forget();
    }
    return warn;
  }

  /// Warnings so far.
  public long warnings() {
    return warnings;
  }

  /// Calls since the last warning.
  public long seen() {
    return seen;
  }

  /// How near a warning is: it is raised at 1.
  public double level() {
    return DELTA / 2 * (total(capital) + total(sums) / HORIZON);
  }

  /// The share of calls in lower cells, plus a random part of the call's own cell.
  private double rank(int cell) {
    counts[cell]++;
    seen++;
    long below = 0;
    for (int i = 0; i < cell; i++) {
      below += counts[i];
    }
    return (below + coin() * counts[cell]) / seen;
  }

  /// One step of the three bettors, who each begin anew with a third of `added` first.
  static void step(double[] capital, double pValue, double added) {
    double all = total(capital) + added;
    for (int bet = 0; bet < BETS; bet++) {
      double own = capital[bet] + added / BETS;
      double jumped = (1 - JUMP) * own + JUMP / BETS * all;
      capital[bet] = jumped * (1 + (bet - 1) * (pValue - 0.5));
    }
  }

  private static double total(double[] capital) {
    return capital[0] + capital[1] + capital[2];
  }

  private static int cell(double confidence) {
    double logit = Math.log(confidence / (1 - confidence));
    double place = (logit + WIDEST) / (2 * WIDEST) * CELLS;
    return (int) Math.max(0, Math.min(CELLS - 1.0, Math.floor(place)));
  }

  /// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): its state is one number, which is stored.
  private double coin() {
    randomState += 0x9e3779b97f4a7c15L;
    long z = randomState;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }

  private void forget() {
    Arrays.fill(counts, 0);
    Arrays.fill(capital, 1.0 / BETS);
    Arrays.fill(sums, 0);
    seen = 0;
  }

  /// The state for storage.
  public byte[] toBytes() {
    ByteBuffer out =
        StateBytes.write('J', VERSION, (CELLS + 3) * Long.BYTES + 2 * BETS * Double.BYTES);
    for (long count : counts) {
      out.putLong(count);
    }
    StateBytes.putAll(out, capital);
    StateBytes.putAll(out, sums);
    return StateBytes.finish(out.putLong(seen).putLong(warnings).putLong(randomState));
  }

  /// The state from storage; it goes on exactly as the stored one would have.
  ///
  /// @throws IllegalArgumentException where the bytes are no state that this version reads
  public static JumperWarning fromBytes(byte[] bytes) {
    return StateBytes.read('J', VERSION, bytes, JumperWarning::read);
  }

  private static JumperWarning read(ByteBuffer in) {
    JumperWarning warning = new JumperWarning(0);
    for (int i = 0; i < CELLS; i++) {
      warning.counts[i] = in.getLong();
    }
    System.arraycopy(StateBytes.getAll(in, BETS), 0, warning.capital, 0, BETS);
    System.arraycopy(StateBytes.getAll(in, BETS), 0, warning.sums, 0, BETS);
    warning.seen = in.getLong();
    warning.warnings = in.getLong();
    warning.randomState = in.getLong();
    return warning;
  }
}
