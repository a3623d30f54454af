package io.millrace.flywheel.release;

import io.millrace.store.control.Release;
import io.millrace.store.control.Stage;
import io.millrace.store.control.StateException;
import java.util.List;
import java.util.OptionalDouble;

/// Where a person's promotion takes a release: a policy that is not answering goes out as a canary,
/// one that is grows to the next step.
///
/// @param share of the calls, in (0, 1]
record Promotion(Stage stage, double share) {
  /// The shares by which a release grows.
  static final List<Double> STEPS = List.of(0.05, 0.25, 0.5, 1.0);

  /// @param wanted the share that was named; empty for the next step
  /// @throws StateException when it answers everything already
  static Promotion of(Release release, OptionalDouble wanted) {
    if (release.stage() == Stage.FULL && wanted.orElse(1) == 1) {
      throw new StateException(
          "policy " + release.policy() + " answers all calls that it is sure of already");
    }
    double share = wanted.orElseGet(() -> next(release));
    return new Promotion(share < 1 ? Stage.CANARY : Stage.FULL, share);
  }

  private static double next(Release release) {
    return release.stage() == Stage.CANARY
        ? STEPS.stream().filter(step -> step > release.share()).findFirst().orElse(1.0)
        : STEPS.getFirst();
  }
}
