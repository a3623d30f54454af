package io.millrace.proof;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;

/// Why nothing was certified, judged on tuning and certifying calls together.
final class Shortfall {
  private static final double POWER = 0.9;

  /// Places that answer less are of no use to anybody, however sure they are.
  private static final double LEAST_COVERAGE = 0.1;

  private Shortfall() {}

  /// The state at one threshold. Half an error is added, so that few clean calls do not look
  /// perfect.
  private record Place(double risk, double coverage) {
    static Place of(CurvePoint point, TuneCurve curve, Outcomes certify) {
      double[] losses = certify.acceptedLosses(point.threshold());
      double loss = point.lossSum() + Arrays.stream(losses).sum();
      double answered = point.answered() + losses.length;
      double coverage = answered / (curve.size() + certify.size());
      return new Place((loss + 0.5) / (answered + 1), coverage);
    }
  }

  /// @param certify the certifying calls, or none where they are not opened yet
  /// @param certifySize how many there are
  static Reason reason(Terms terms, TuneCurve curve, Outcomes certify, int certifySize) {
    if (curve.size() == 0 || certifySize == 0) {
      return new Reason.NoCalls();
    }
    var places =
        curve.points().stream()
            .map(point -> Place.of(point, curve, certify))
            .filter(place -> place.coverage() >= LEAST_COVERAGE)
            .toList();
    Optional<Reason.TooFewCalls> cheapest =
        places.stream()
            .flatMap(place -> tooFew(terms, place, curve.coinFactor(), certifySize).stream())
            .min(Comparator.comparingDouble(reason -> reason.answeredNeeded() / reason.coverage()));
    if (cheapest.isPresent()) {
      return cheapest.get();
    }
    Place lowest = places.stream().min(Comparator.comparingDouble(Place::risk)).orElseThrow();
    return new Reason.LevelsOff(lowest.risk(), lowest.coverage());
  }

  private static Optional<Reason.TooFewCalls> tooFew(
      Terms terms, Place place, double coinFactor, int certifySize) {
    OptionalInt needed = SampleSize.callsNeeded(terms.alpha(), terms.delta(), place.risk(), POWER);
    if (needed.isEmpty()) {
      return Optional.empty();
    }
    int answered = (int) Math.ceil(needed.getAsInt() / coinFactor);
    double missing = Math.ceil(answered / place.coverage()) - certifySize;
    return Optional.of(
        new Reason.TooFewCalls(
            place.risk(), place.coverage(), answered, (int) Math.max(0, missing)));
  }
}
