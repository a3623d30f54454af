package io.millrace.flywheel.audit;

import java.util.List;

/// The units of a scenario by time: the earliest train, the next tune thresholds, the latest
/// certify. Immutable.
///
/// @param train what students learn from
/// @param tune what thresholds and their order are fixed on
/// @param certify opened once
public record Split(List<Unit> train, List<Unit> tune, List<Unit> certify) {
  public Split {
    train = List.copyOf(train);
    tune = List.copyOf(tune);
    certify = List.copyOf(certify);
  }

  /// Splits units that are in time order.
  public static Split byTime(List<Unit> units) {
    int train = cut(units, Shares.TRAIN);
    int tune = Math.max(train, cut(units, Shares.TRAIN + Shares.TUNE));
    return new Split(
        units.subList(0, train), units.subList(train, tune), units.subList(tune, units.size()));
  }

  /// The place of a cut, moved on to the end of the conversation that it falls into.
  private static int cut(List<Unit> units, double share) {
    int cut = (int) Math.round(units.size() * share);
    while (cut > 0 && cut < units.size() && together(units.get(cut - 1), units.get(cut))) {
      cut++;
    }
    return cut;
  }

  private static boolean together(Unit a, Unit b) {
    return a.conversation() != null && a.conversation().equals(b.conversation());
  }

  /// The shares of the parts. Tune only orders thresholds and may be small; certify buys certainty.
  static final class Shares {
    static final double TRAIN = 0.6;
    static final double TUNE = 0.1;

    private Shares() {}
  }
}
