package io.millrace.flywheel.audit;

import io.millrace.proof.Thinning;
import java.util.ArrayList;
import java.util.List;

/*
 * Where students answer already, the calls that the teacher answered are no fair sample: those that
 * the student was not sure of are all there, of the others a few. A student that is right where the
 * old one was unsure and wrong where it was sure would look good on them.
 *
 * So a unit that had a teacher's answer with probability p is kept with probability m/p, m being the
 * least p in the part: each one of the part is then in the sample with the same probability m,
 * whatever it asked. m is taken over all units of the part, those without an answer too, and whether
 * a unit is kept follows from a hash of its call's id: neither depends on an answer. What a unit is,
 * and which part it is in, follows from requests alone, since calls that nobody answered stand in
 * for their inputs.
 *
 * Little is lost by it: what the old student was unsure of is thinned most, and says least about the
 * calls that the new one will answer.
 */

/// A uniform sample of a part of a split. Immutable.
///
/// @param units those in the sample, in the order of the part
/// @param of how many the part has
/// @param probability with which each of them is in the sample; 1 where all were sure to be
///   answered
record UniformSample(List<Unit> units, int of, double probability) {
  UniformSample {
    units = List.copyOf(units);
  }

  static UniformSample of(List<Unit> part) {
    double least = part.stream().mapToDouble(Unit::probability).min().orElse(1);
    List<Unit> kept = new ArrayList<>();
    for (Unit unit : part) {
      if (unit.answered() && kept(unit, least)) {
        kept.add(unit);
      }
    }
    return new UniformSample(kept, part.size(), least);
  }

  private static boolean kept(Unit unit, double least) {
    return least > 0 && Thinning.keeps(unit.callId(), unit.probability(), least);
  }

  /// Whether it is not simply the part.
  boolean thinned() {
    return units.size() < of;
  }
}
