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
    int train = (int) Math.round(units.size() * Shares.TRAIN);
    int tune = (int) Math.round(units.size() * (Shares.TRAIN + Shares.TUNE));
    return new Split(
        units.subList(0, train), units.subList(train, tune), units.subList(tune, units.size()));
  }

  /// The shares of the parts. Tune only orders thresholds and may be small; certify buys certainty.
  static final class Shares {
    static final double TRAIN = 0.6;
    static final double TUNE = 0.1;

    private Shares() {}
  }
}
