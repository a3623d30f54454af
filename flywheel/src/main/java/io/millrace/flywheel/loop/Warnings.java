package io.millrace.flywheel.loop;

import io.millrace.proof.JumperWarning;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Release;
import io.millrace.store.journal.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Watches how sure the students are, of every call, and warns when that is no longer what it was:
/// a sign that the calls have changed, before any audit can say so. A warning raises the audit rate
/// for a while and does nothing else. What it knows is in memory: after a restart, what comes then
/// is the normal. Thread-safe.
final class Warnings {
  /// How long a warning stands.
  static final Duration STANDS = Duration.ofHours(24);

  private final ControlStore control;
  private final InstantSource clock;
  private final Map<String, JumperWarning> monitors = new HashMap<>();
  private final Map<String, Instant> until = new HashMap<>();
  private Set<List<String>> ladders = Set.of();

  Warnings(ControlStore control, InstantSource clock) {
    this.control = control;
    this.clock = clock;
  }

  /// Takes a call that a policy was asked about.
  synchronized void observe(Entry.CallEnded ended) {
    String policy = ended.draw().policy();
    if (!(ended.confidence() >= 0 && ended.confidence() <= 1)) {
      return;
    }
    JumperWarning monitor =
        monitors.computeIfAbsent(policy, id -> new JumperWarning(id.hashCode()));
    if (monitor.observe(ended.confidence())) {
      until.put(policy, clock.instant().plus(STANDS));
      control.note(
          ended.scenario(),
          policy,
          "warning",
          new By("watch", "the calls look unlike those before; audits are drawn more often"),
          "");
    }
  }

  /// The policies for which a warning stands.
  synchronized Set<String> standing() {
    Instant now = clock.instant();
    until.values().removeIf(end -> end.isBefore(now));
    return new HashSet<>(until.keySet());
  }

  /// Forgets the policies that are out no more, and what was normal for those of a ladder that is
  /// another one now: a call is told to the policy that was asked last, so one that has another
  /// behind it is told only of calls that it is sure of.
  ///
  /// @param releases of all policies
  synchronized void keep(List<Release> releases) {
    Map<String, List<String>> byScenario = new HashMap<>();
    for (Release release : releases) {
      if (release.stage().live()) {
        byScenario
            .computeIfAbsent(release.scenario(), _ -> new ArrayList<>())
            .add(release.policy());
      }
    }
    Set<List<String>> now = new HashSet<>(byScenario.values());
    Set<String> same = new HashSet<>();
    now.stream().filter(ladders::contains).forEach(same::addAll);
    monitors.keySet().retainAll(same);
    Set<String> out = new HashSet<>();
    now.forEach(out::addAll);
    until.keySet().retainAll(out);
    ladders = now;
  }
}
