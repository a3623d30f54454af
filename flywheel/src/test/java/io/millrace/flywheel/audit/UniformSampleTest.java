package io.millrace.flywheel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learn.student.Prediction;
import io.millrace.model.PriceCatalogue;
import io.millrace.proof.Promise;
import io.millrace.store.price.PriceFiles;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class UniformSampleTest {
  private static final PriceCatalogue PRICES = PriceFiles.builtIn();
  private static final int WORLDS = 400;
  private static final int UNITS = 4000;
  private static final double SURE = 0.7;
  private static final double ASKED = 0.1;
  private static final double ALPHA = 0.1;
  private static final double DELTA = 0.05;

  @Test
  void whereAllWereCertainAllAreInTheSample() {
    List<Unit> units = List.of(unit("a", 1, true), unit("b", 1, true));
    UniformSample sample = UniformSample.of(units);
    assertThat(sample.units()).isEqualTo(units);
    assertThat(sample.thinned()).isFalse();
  }

  @Test
  void theLeastProbabilityOfUnitsWithoutAnAnswerCounts() {
    UniformSample sample = UniformSample.of(List.of(unit("a", 1, true), unit("b", 0, false)));
    assertThat(sample.units()).isEmpty();
    assertThat(sample.probability()).isZero();
  }

  /// The old student was sure of seven calls in ten, of which the teacher was asked about one in
  /// ten too; the new one is wrong on some of these and right on all that the old one was unsure
  /// of. Over all calls it is wrong exactly as often as is allowed.
  @Test
  void aStudentThatIsRightWhereTheOldOneWasUnsureIsNotTakenForGood() {
    int thinned = 0;
    int naive = 0;
    double kept = 0;
    double keptSure = 0;
    for (int world = 0; world < WORLDS; world++) {
      var random = new SplittableRandom(world);
      List<Unit> population = new ArrayList<>();
      for (int i = 0; i < UNITS; i++) {
        boolean sure = random.nextDouble() < SURE;
        double probability = sure ? ASKED : 1;
        boolean wrong = sure && random.nextDouble() < ALPHA / SURE;
        boolean answered = random.nextDouble() < probability;
        population.add(
            unit("w" + world + "-" + i + (wrong ? "-wrong" : ""), probability, answered));
      }
      List<Unit> sample = UniformSample.of(population).units();
      kept += sample.size();
      keptSure += sample.stream().filter(u -> u.probability() < 1).count();
      thinned += certified(sample) ? 1 : 0;
      naive += certified(population.stream().filter(Unit::answered).toList()) ? 1 : 0;
    }
    double error = Math.sqrt(DELTA * (1 - DELTA) / WORLDS);
    assertThat(naive).isEqualTo(WORLDS);
    assertThat((double) thinned / WORLDS).isLessThan(DELTA + 2 * error);
    assertThat(kept / WORLDS / UNITS).isCloseTo(ASKED, within(0.002));
    assertThat(keptSure / kept).isCloseTo(SURE, within(0.005));
  }

  private static boolean certified(List<Unit> units) {
    List<Prediction> predictions =
        units.stream()
            .map(u -> new Prediction(u.callId().endsWith("-wrong") ? "other" : "answer", 1))
            .toList();
    return new Certifying(options(), DELTA).test(new Scored(units, predictions))
        instanceof Certifying.Passed;
  }

  private static AuditOptions options() {
    return new AuditOptions(
        ALPHA,
        DELTA,
        Promise.SYSTEM,
        AuditOptions.Loss.RECORD,
        false,
        false,
        1,
        1,
        AuditOptions.Examples.NONE,
        PRICES,
        "built-in",
        0,
        BigDecimal.ZERO);
  }

  private static Unit unit(String id, double probability, boolean answered) {
    return new Unit(id, "answer", Instant.EPOCH, id, null, List.of(), 1, 0, probability, answered);
  }
}
