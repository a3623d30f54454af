package io.millrace.flywheel.release;

import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.KnownScenario;
import io.millrace.store.control.Mode;
import io.millrace.store.control.Release;
import io.millrace.store.control.Stage;
import io.millrace.store.control.StateException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/// What a person may do to releases, each in one transaction that is undone where things changed
/// under the person's hands. Thread-safe.
final class ReleaseActions {
  private static final Set<Stage> ANSWERABLE = EnumSet.of(Stage.SHADOW, Stage.CANARY, Stage.FULL);
  private static final Set<Stage> RETRACTABLE =
      EnumSet.of(Stage.WAITING, Stage.SHADOW, Stage.CANARY, Stage.FULL, Stage.PAUSED);

  private final ControlStore store;

  ReleaseActions(ControlStore store) {
    this.store = store;
  }

  Release release(String policy) {
    return store.releases().stream()
        .filter(release -> release.policy().equals(policy))
        .findFirst()
        .orElseThrow(() ->
            new StateException(
                "there is no policy "
                    + policy
                    + (store.releases().isEmpty()
                        ? ": no round has certified one yet"
                        : ": policy list shows those there are")));
  }

  /// A scenario by its id, or by its name where only one has it.
  String scenario(String idOrName) {
    List<KnownScenario> known = store.scenarios();
    if (known.stream().anyMatch(one -> one.template().id().equals(idOrName))) {
      return idOrName;
    }
    List<String> named =
        known.stream()
            .filter(one -> one.template().name().equals(idOrName))
            .map(one -> one.template().id())
            .toList();
    if (named.size() > 1) {
      throw new StateException(
          named.size() + " scenarios are named " + idOrName + ": name one by its id: " + named);
    }
    return named.stream()
        .findFirst()
        .orElseThrow(() ->
            new StateException(
                "there is no scenario "
                    + idOrName
                    + (known.isEmpty()
                        ? ": no round has found one yet"
                        : "; there are: "
                            + known.stream()
                                .map(one -> one.template().name())
                                .limit(10)
                                .collect(Collectors.joining(", ")))));
  }

  void promote(String policy, OptionalDouble share, By by) {
    Release release = release(policy);
    requireOn(release);
    Promotion to = Promotion.of(release, share);
    move(release, to.stage(), to.share(), by);
  }

  void pause(String policy, By by) {
    Release release = require(policy, ANSWERABLE, "paused", "is not out");
    move(release, Stage.PAUSED, release.share(), by);
  }

  /// Back to where it was paused.
  void resume(String policy, By by) {
    Release release = require(policy, EnumSet.of(Stage.PAUSED), "resumed", "is not paused");
    requireOn(release);
    Stage to =
        release.share() <= 0 ? Stage.SHADOW : release.share() < 1 ? Stage.CANARY : Stage.FULL;
    move(release, to, release.share(), by);
  }

  void rollback(String policy, By by) {
    move(require(policy, RETRACTABLE, "rolled back", "is not out"), Stage.ROLLED_BACK, 0, by);
  }

  void pin(String policy, boolean pinned, By by) {
    release(policy);
    store.pin(policy, pinned, by);
  }

  void mode(String scenario, Mode mode, By by) {
    store.mode(scenario(scenario), mode, by);
  }

  private Release require(String policy, Set<Stage> stages, String done, String why) {
    Release release = release(policy);
    if (!stages.contains(release.stage())) {
      throw new StateException(
          "policy " + policy + " cannot be " + done + ": it " + why + " (" + word(release) + ")");
    }
    return release;
  }

  /// Students of a scenario that is off do not answer, whatever their release says.
  private void requireOn(Release release) {
    Optional<Mode> mode =
        store.scenarios().stream()
            .filter(one -> one.template().id().equals(release.scenario()))
            .findFirst()
            .flatMap(KnownScenario::mode);
    if (mode.isPresent() && mode.get() == Mode.OFF) {
      throw new StateException(
          "scenario " + release.scenario() + " is off: set its mode to ask or auto first");
    }
  }

  private static String word(Release release) {
    return release.stage().name().toLowerCase(Locale.ROOT);
  }

  private void move(Release release, Stage to, double share, By by) {
    if (!store.move(release.policy(), EnumSet.of(release.stage()), to, share, by, "")) {
      throw new StateException(
          "policy "
              + release.policy()
              + " was moved by another at the same time, so nothing was done: look at it and"
              + " decide again");
    }
  }
}
