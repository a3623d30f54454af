package io.millrace.flywheel.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.proof.Comparison;
import io.millrace.store.calls.BilledCall;
import io.millrace.store.control.Experiment;
import io.millrace.store.control.Feedback;
import io.millrace.store.control.StoredExperiment;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ExperimentUnitsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Experiment PLAN =
      new Experiment(
          "e",
          "small",
          "large",
          "",
          1,
          "stars",
          1,
          5,
          OptionalDouble.of(2),
          0.05,
          0.05,
          Duration.ofHours(1));

  private final Units units = new Units(PLAN, everything());

  private static BilledCall call(String id, int minute, String tier, String arm, String purpose) {
    return new BilledCall(
        id,
        START.plus(Duration.ofMinutes(minute)),
        "chat",
        "large",
        "large",
        "team",
        purpose,
        "",
        "answered",
        tier,
        "",
        "",
        Double.NaN,
        id.startsWith("both") ? "together" : "action-" + id,
        arm,
        1000,
        null,
        new Cost.Priced(new Picodollars(7), "v"));
  }

  private static Feedback said(String call, String action, int minute, @Nullable Double value) {
    return new Feedback(
        START.plus(Duration.ofMinutes(minute)), call, action, "", "stars", value, null, null);
  }

  /// Calls and actions of which feedback may come: all.
  private static Set<String> everything() {
    Set<String> all = new HashSet<>(Set.of("a", "b", "c", "action-a", "action-b", "together"));
    for (int i = 0; i < 600; i++) {
      all.add("c" + i);
    }
    return all;
  }

  private ExperimentReport report(int minute) {
    return units.report(
        new StoredExperiment(PLAN, START, null, "", null, ""),
        START.plus(Duration.ofMinutes(minute)));
  }

  @Test
  void aUnitIsSettledWhenItsTimeIsOverAndCountsTheMeanOfWhatWasSaidInTime() {
    units.add(call("b", 30, "experiment", "e/new/u1", ""));
    units.add(call("a", 0, "experiment", "e/new/u1", ""));
    units.add(call("c", 10, "teacher", "e/old/u2", ""));
    units.add(said("a", "", 5, 5.0));
    units.add(said("", "action-b", 60, 3.0));
    units.add(said("b", "", 61, 1.0)); // an hour after the unit's first call, not the call's
    units.add(said("c", "", 20, null));
    assertThat(report(60).fresh().units()).isZero();
    ExperimentReport report = report(65);
    assertThat(report.fresh().units()).isEqualTo(1);
    assertThat(report.fresh().mean()).isEqualTo(4);
    assertThat(report.waiting()).isEqualTo(1);
    ExperimentReport later = report(71);
    assertThat(later.old().units()).isEqualTo(1);
    assertThat(later.old().heard()).isZero();
    assertThat(later.old().mean()).as("what is missing counts as planned").isEqualTo(2);
  }

  @Test
  void everyAssignedCallCountsWhateverAnsweredIt() {
    units.add(call("a", 0, "experiment", "e/new/u1", ""));
    units.add(call("b", 0, "teacher", "e/new/u1", ""));
    units.add(call("c", 0, "", "e/new/u3", ""));
    units.add(call("d", 0, "teacher", "e/old/u2", ""));
    units.add(call("x", 0, "teacher", "other/new/u9", ""));
    units.add(call("y", 0, "teacher", "", ""));
    units.add(call("z", 0, "teacher", "e/new/u1", "audit"));
    ExperimentReport report = report(100);
    assertThat(report.fresh().calls()).isEqualTo(3);
    assertThat(report.fresh().asPlanned()).isEqualTo(1);
    assertThat(report.fresh().units()).isEqualTo(2);
    assertThat(report.fresh().cost().picodollars().longValue()).isEqualTo(21);
    assertThat(report.old().asPlanned()).isEqualTo(1);
  }

  @Test
  void theSameLogGivesTheSameLookInWhateverOrderItIsRead() {
    var backwards = new Units(PLAN, everything());
    for (int i = 0; i < 600; i++) {
      units.add(unit(i));
      backwards.add(unit(599 - i));
    }
    for (int i = 0; i < 600; i++) {
      double stars = i % 2 == 0 ? 5 - i % 3 : 1 + i % 3;
      units.add(said("c" + i, "", i, stars));
      backwards.add(said("c" + i, "", i, stars));
    }
    Comparison.Look look = report(1000).look();
    assertThat(look.decision()).isEqualTo(Comparison.Decision.SHIP);
    assertThat(
            backwards
                .report(
                    new StoredExperiment(PLAN, START, null, "", null, ""),
                    START.plus(Duration.ofMinutes(1000)))
                .look())
        .isEqualTo(look);
  }

  private static BilledCall unit(int i) {
    boolean fresh = i % 2 == 0;
    return call(
        "c" + i,
        i,
        fresh ? "experiment" : "teacher",
        "e/" + (fresh ? "new" : "old") + "/u" + i,
        "");
  }

  @Test
  void whatIsSaidOfAnActionIsSaidOfItsFirstCallWhicheverEndedFirst() {
    units.add(call("both-2", 1, "experiment", "e/new/u2", ""));
    units.add(call("both-1", 0, "teacher", "e/old/u1", ""));
    units.add(said("", "together", 5, 5.0));
    ExperimentReport report = report(100);
    assertThat(report.old().heard()).isEqualTo(1);
    assertThat(report.fresh().heard()).isZero();
  }

  @Test
  void armsOfAnotherSizeThanPlannedAreBroken() {
    for (int i = 0; i < 300; i++) {
      boolean fresh = i % 3 == 0;
      String arm = "e/" + (fresh ? "new" : "old") + "/u" + i;
      units.add(call("c" + i, i, "teacher", arm, ""));
    }
    assertThat(report(1000).decision()).isEqualTo("broken");
  }
}
