package io.millrace.proof;

import java.nio.ByteBuffer;

/// The proof, call by call, that a looser threshold holds alpha too: the mirror of {@link
/// RiskMonitor}, betting on less than alpha with a delta of its own.
///
/// Capital K = mean over a grid of prod (1 - stake w (loss - alpha)), 0 <= stake < 1 / (1 - alpha).
/// If the expected loss given all that went before were above alpha at every observation, K would
/// reach 1/delta ever with probability at most delta (Ville). So once it does, "the risk at this
/// threshold is above alpha" is refuted, on the assumption of a certificate: that the calls to come
/// are like those observed. It may be looked at after every observation.
///
/// Observations are calls that the looser threshold would accept. Those between the two thresholds
/// went to the teacher (probability 1), those above the present one were drawn with the audit rate:
/// the probability depends on the call, and each must be given. All are folded in the order in
/// which they were drawn, and a result that never came is a loss of 1.
///
/// One delta for each looser threshold that is tried at the same time. Immutable: {@link #observe}
/// returns the state after.
public final class Loosening {
  private static final int VERSION = 1;

  private final double alpha;
  private final double delta;
  private final double floor;
  private final Stakes stakes;
  private final Bettors bettors;
  private final long observations;
  private final boolean proven;

  private Loosening(
      double alpha,
      double delta,
      double floor,
      Stakes stakes,
      Bettors bettors,
      long observations,
      boolean proven) {
    this.alpha = alpha;
    this.delta = delta;
    this.floor = floor;
    this.stakes = stakes;
    this.bettors = bettors;
    this.observations = observations;
    this.proven = proven;
  }

  /// A proof without observations.
  ///
  /// @param floor the least probability with which any call that the looser threshold accepts is
  ///   observed, in (0, 1\]; the proof takes about 1 / floor times as many calls
  public static Loosening start(double alpha, double delta, double floor) {
    Checks.probability("delta", delta);
    Checks.weight(floor);
    Stakes stakes = Stakes.below(alpha);
    return new Loosening(alpha, delta, floor, stakes, Bettors.start(stakes), 0, false);
  }

  /// The state after an observation. A finished proof stays as it is.
  ///
  /// @param loss in \[0, 1\]
  /// @param probability with which the call was to be observed, in \[floor, 1\]
  public Loosening observe(double loss, double probability) {
    Checks.unit("loss", loss);
    Checks.observed(probability, floor);
    if (proven) {
      return this;
    }
    Bettors next = bettors.after(floor / probability * (loss - alpha));
    boolean reached = next.logTotal() >= Math.log(1 / delta);
    return new Loosening(alpha, delta, floor, stakes, next, observations + 1, reached);
  }

  /// Whether the looser threshold is proven. It is never taken back.
  public boolean proven() {
    return proven;
  }

  /// The mean capital of the bettors; the proof is finished at 1/delta.
  public double capital() {
    return Math.exp(bettors.logTotal());
  }

  public long observations() {
    return observations;
  }

  /// The state for storage, with its own grid of stakes.
  public byte[] toBytes() {
    int size =
        3 * Double.BYTES + stakes.byteCount() + bettors.byteCount() + Long.BYTES + Byte.BYTES;
    ByteBuffer out = StateBytes.write('L', VERSION, size);
    out.putDouble(alpha).putDouble(delta).putDouble(floor);
    stakes.write(out);
    bettors.write(out);
    return StateBytes.finish(out.putLong(observations).put((byte) (proven ? 1 : 0)));
  }

  /// The state from storage; it goes on exactly as the stored one would have.
  ///
  /// @throws IllegalArgumentException where the bytes are no state that this version reads
  public static Loosening fromBytes(byte[] bytes) {
    return StateBytes.read('L', VERSION, bytes, Loosening::read);
  }

  private static Loosening read(ByteBuffer in) {
    double alpha = in.getDouble();
    double delta = in.getDouble();
    double floor = in.getDouble();
    Checks.probability("alpha", alpha);
    Checks.probability("delta", delta);
    Stakes stakes = Stakes.read(in);
    Bettors bettors = Bettors.read(in, stakes);
    return new Loosening(alpha, delta, floor, stakes, bettors, in.getLong(), in.get() == 1);
  }
}
