package io.millrace.flywheel.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flywheel.route.CascadeVerdict.Certified;
import io.millrace.flywheel.route.CascadeVerdict.Reason;
import io.millrace.flywheel.route.CascadeVerdict.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CascadeCertifierTest {
  private static final double MARGIN = 0.02;
  private static final double DELTA = 0.05;

  /// Calls on which the cheap model loses with a probability that falls from `hardest` to `easiest`
  /// with the score, and the strong one with `strong`; the cheap one costs a tenth.
  private record World(double hardest, double easiest, double strong) {
    List<CascadeRow> rows(int n, long seed) {
      var random = new SplittableRandom(seed);
      var rows = new ArrayList<CascadeRow>();
      for (int i = 0; i < n; i++) {
        double score = random.nextDouble();
        rows.add(
            new CascadeRow(
                score,
                random.nextDouble() < hardest + (easiest - hardest) * score ? 1 : 0,
                random.nextDouble() < strong ? 1 : 0,
                1,
                10));
      }
      return rows;
    }

    /// The expected difference where the cheap model answers scores from `threshold` on.
    double difference(double threshold) {
      double from = hardest + (easiest - hardest) * threshold;
      return (1 - threshold) * ((from + easiest) / 2 - strong);
    }
  }

  @Test
  void aGoodRouterIsCertifiedAndSaves() {
    var world = new World(0.5, 0.05, 0.1);
    var plan = CascadeCertifier.of(world.rows(3000, 1), 3000, MARGIN, DELTA);
    var verdict = plan.certify(world.rows(3000, 2));
    assertThat(verdict).isInstanceOf(Certified.class);
    var certified = (Certified) verdict;
    assertThat(certified.upper()).isLessThanOrEqualTo(MARGIN);
    assertThat(certified.upper()).isGreaterThan(certified.step().difference());
    assertThat(certified.cheapShare()).isGreaterThan(0.2);
    assertThat(certified.saving()).isBetween(0.85 * certified.cheapShare(), certified.cheapShare());
    assertThat(certified.tested()).contains(certified.step());
  }

  /// The promise: over fresh worlds, the share of certificates whose true difference is above the
  /// margin is at most delta plus two standard errors.
  @Test
  void aBrokenPromiseIsAsRareAsDelta() {
    int trials = 600;
    for (var world :
        List.of(new World(0.5, 0.05, 0.1), new World(0.25, 0.15, 0.1), new World(0.3, 0.3, 0.1))) {
      int broken = 0;
      for (int trial = 0; trial < trials; trial++) {
        // Few tuning calls, so that thresholds are often wrong.
        var plan = CascadeCertifier.of(world.rows(100, 2L * trial), 500, MARGIN, DELTA);
        if (plan.certify(world.rows(500, 2L * trial + 1)) instanceof Certified certified
            && world.difference(certified.threshold()) > MARGIN) {
          broken++;
        }
      }
      assertThat((double) broken / trials)
          .isLessThanOrEqualTo(DELTA + 2 * Math.sqrt(DELTA * (1 - DELTA) / trials));
    }
  }

  @Test
  void thresholdsAreFixedBeforeTheCertifyingCallsAreOpenedSafestFirst() {
    var world = new World(0.5, 0.05, 0.1);
    var plan = CascadeCertifier.of(world.rows(1000, 1), 2000, MARGIN, DELTA);
    assertThat(plan.thresholds()).isNotEmpty();
    assertThat(plan.thresholds()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    var verdict = plan.certify(world.rows(2000, 5));
    assertThat(verdict.tested().stream().map(CascadeVerdict.Step::threshold).toList())
        .isEqualTo(plan.thresholds().subList(0, verdict.tested().size()));
  }

  @Test
  void theOrderOfTheCertifyingCallsDoesNotMatter() {
    var world = new World(0.5, 0.05, 0.1);
    var plan = CascadeCertifier.of(world.rows(1000, 1), 1000, MARGIN, DELTA);
    var rows = world.rows(1000, 2);
    var forward = plan.certify(rows);
    var backward = plan.certify(rows.reversed());
    assertThat(backward.tested()).hasSameSizeAs(forward.tested());
    assertThat(backward.getClass()).isEqualTo(forward.getClass());
  }

  @Test
  void aHopelessCheapModelIsRefusedWithItsDifference() {
    var world = new World(0.9, 0.8, 0.1);
    var verdict =
        CascadeCertifier.of(world.rows(500, 1), 5000, 0.002, DELTA).certify(world.rows(5000, 2));
    assertThat(verdict).isInstanceOf(Refused.class);
    assertThat(((Refused) verdict).reason()).isInstanceOf(Reason.NotGoodEnough.class);
  }

  @Test
  void tooFewCallsAreSaidToBeTooFew() {
    var world = new World(0.5, 0.05, 0.1);
    var verdict =
        CascadeCertifier.of(world.rows(1000, 1), 60, MARGIN, DELTA).certify(world.rows(60, 2));
    assertThat(((Refused) verdict).reason())
        .isInstanceOfSatisfying(
            Reason.TooFewCalls.class, few -> assertThat(few.callsNeeded()).isBetween(100, 3000));
  }

  @Test
  void aDearerCheapModelLeavesNothingToSave() {
    var rows =
        new World(0.1, 0.05, 0.1)
            .rows(100, 1).stream()
                .map(r -> new CascadeRow(r.score(), r.cheapLoss(), r.strongLoss(), 3, 1))
                .toList();
    var verdict = CascadeCertifier.of(rows, 100, MARGIN, DELTA).certify(rows);
    assertThat(((Refused) verdict).reason()).isInstanceOf(Reason.NothingToSave.class);
  }

  @Test
  void noCallsAreRefused() {
    var verdict = CascadeCertifier.of(List.of(), 10, MARGIN, DELTA).certify(List.of());
    assertThat(((Refused) verdict).reason()).isInstanceOf(Reason.NoCalls.class);
  }

  @Test
  void aStrongModelThatIsTheWorseOneIsReplacedAltogether() {
    var world = new World(0.1, 0.05, 0.4);
    var verdict =
        CascadeCertifier.of(world.rows(400, 1), 400, MARGIN, DELTA).certify(world.rows(400, 2));
    assertThat(((Certified) verdict).cheapShare()).isGreaterThan(0.97);
    assertThat(((Certified) verdict).upper()).isNegative();
  }

  @Test
  void marginAndDeltaMustBeProbabilities() {
    assertThatThrownBy(() -> CascadeCertifier.of(List.of(), 1, 0, DELTA))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CascadeRow(0.5, 1.5, 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
