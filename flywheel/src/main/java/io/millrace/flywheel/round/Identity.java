package io.millrace.flywheel.round;

import io.millrace.flywheel.audit.CallTable;
import io.millrace.learn.template.Match;
import io.millrace.learn.template.ScenarioMatcher;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.model.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * A wording belongs to the scenario that had it first, for ever: policies, modes, events and the
 * attempts that were spent hang on the scenario's id. So no two scenarios ever merge, and none ever
 * splits, whatever a later log looks like: of jobs that are found as one, each keeps its own
 * wordings; jobs that were found as one and now as two stay one.
 *
 * A new wording
 * - whose calls a known scenario recognises anyway (nine in ten of them) is that scenario's: another
 *   cut of the same text into constants and slots. Where a policy of it is in force, the new cut is
 *   left out: calls would be recognised by it, for which the policy is not certified. Where several
 *   jobs are found in the calls of one scenario without a policy, the busiest goes on with its id
 *   and the others are new;
 * - that was found together with a known one (an edit) joins that one's scenario; of several, the
 *   one that owns most of the wordings, then the one with the least id;
 * - else begins a scenario of its own.
 */

/// Says which of the jobs found in a log are scenarios that are known. One thread at a time.
final class Identity {
  private static final double EXPLAINED = 0.9;

  private final Map<String, ScenarioTemplate> known = new LinkedHashMap<>();
  private final Map<String, String> owners = new HashMap<>();
  private final Set<String> inForce;
  private final Map<String, Counts> counts = new HashMap<>();

  /// @param known scenarios
  /// @param inForce ids of those that have a policy which is out or waits
  Identity(List<ScenarioTemplate> known, Set<String> inForce) {
    this.inForce = Set.copyOf(inForce);
    for (ScenarioTemplate scenario : known) {
      this.known.put(scenario.id(), scenario);
      scenario.versionIds().forEach(version -> owners.putIfAbsent(version, scenario.id()));
    }
  }

  /// The calls of a wording, and how many of them known scenarios recognise.
  private static final class Counts {
    private int calls;
    private final Map<String, Integer> recognised = new HashMap<>();

    @Nullable String explanation() {
      return recognised.entrySet().stream()
          .filter(each -> each.getValue() >= EXPLAINED * calls)
          .map(Map.Entry::getKey)
          .min(Comparator.naturalOrder())
          .orElse(null);
    }
  }

  /// All scenarios from now on: the known ones, with what was added to them, and then the new ones.
  ///
  /// @param mined jobs found in a log, the busiest first
  List<ScenarioTemplate> settle(List<ScenarioTemplate> mined, CallTable table) {
    if (!known.isEmpty()) {
      count(mined, table);
    }
    Map<String, List<TemplateVersion>> added = new HashMap<>();
    List<ScenarioTemplate> fresh = new ArrayList<>();
    Set<String> continued = new HashSet<>();
    for (ScenarioTemplate job : mined) {
      settle(job, added, fresh, continued);
    }
    List<ScenarioTemplate> all = new ArrayList<>();
    known.values().forEach(each -> all.add(grown(each, added.getOrDefault(each.id(), List.of()))));
    all.addAll(renamed(fresh));
    return all;
  }

  private void settle(
      ScenarioTemplate job,
      Map<String, List<TemplateVersion>> added,
      List<ScenarioTemplate> fresh,
      Set<String> continued) {
    List<String> ids = job.versionIds();
    String home = home(job, continued);
    List<TemplateVersion> left = new ArrayList<>();
    for (int v = 0; v < ids.size(); v++) {
      String explained = explanation(ids.get(v));
      boolean covered = explained != null && inForce.contains(explained);
      if (!owners.containsKey(ids.get(v)) && !covered) {
        left.add(job.versions().get(v));
      }
    }
    if (home != null) {
      continued.add(home);
      added.computeIfAbsent(home, _ -> new ArrayList<>()).addAll(left);
    } else if (!left.isEmpty()) {
      fresh.add(new ScenarioTemplate(job.id(), job.name(), left));
    }
  }

  /// The known scenario that a job goes on with; null when it is new.
  private @Nullable String home(ScenarioTemplate job, Set<String> continued) {
    if (known.containsKey(job.id())) {
      return job.id();
    }
    Map<String, Integer> votes = new HashMap<>();
    for (String version : job.versionIds()) {
      String owner = owners.get(version);
      if (owner != null) {
        votes.merge(owner, 1, Integer::sum);
      }
    }
    if (votes.isEmpty()) {
      for (String version : job.versionIds()) {
        String explained = explanation(version);
        if (explained != null && (inForce.contains(explained) || !continued.contains(explained))) {
          votes.merge(explained, 1, Integer::sum);
        }
      }
    }
    return votes.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private @Nullable String explanation(String version) {
    Counts count = counts.get(version);
    return count == null ? null : count.explanation();
  }

  /// Counts, for every wording that nobody owns, who recognises its calls.
  private void count(List<ScenarioTemplate> mined, CallTable table) {
    Map<String, List<String>> versions = new HashMap<>();
    mined.forEach(job -> versions.put(job.id(), job.versionIds()));
    ScenarioMatcher found = ScenarioMatcher.of(mined);
    ScenarioMatcher before = ScenarioMatcher.of(List.copyOf(known.values()));
    for (int i = 0; i < table.size(); i++) {
      Request request = table.call(i).request();
      Match match = found.match(request);
      String version =
          match == null
              ? null
              : versions.getOrDefault(match.scenarioId(), List.of()).get(match.version());
      if (version == null || owners.containsKey(version)) {
        continue;
      }
      Counts count = counts.computeIfAbsent(version, _ -> new Counts());
      count.calls++;
      Match recognised = before.match(request);
      if (recognised != null) {
        count.recognised.merge(recognised.scenarioId(), 1, Integer::sum);
      }
    }
  }

  /// Versions are only ever added, at the end: policies name them by their places.
  private static ScenarioTemplate grown(ScenarioTemplate scenario, List<TemplateVersion> more) {
    if (more.isEmpty()) {
      return scenario;
    }
    List<TemplateVersion> all = new ArrayList<>(scenario.versions());
    more.stream().filter(version -> !all.contains(version)).forEach(all::add);
    return new ScenarioTemplate(scenario.id(), scenario.name(), all);
  }

  /// A new scenario's name is told apart from the names that there are.
  private List<ScenarioTemplate> renamed(List<ScenarioTemplate> fresh) {
    Set<String> names = new HashSet<>();
    known.values().forEach(each -> names.add(each.name()));
    List<ScenarioTemplate> renamed = new ArrayList<>();
    for (ScenarioTemplate scenario : fresh) {
      String name = scenario.name();
      for (int n = 2; !names.add(name); n++) {
        name = scenario.name() + " " + n;
      }
      renamed.add(new ScenarioTemplate(scenario.id(), name, scenario.versions()));
    }
    return renamed;
  }
}
