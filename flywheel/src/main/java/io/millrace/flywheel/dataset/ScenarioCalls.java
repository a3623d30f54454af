package io.millrace.flywheel.dataset;

import io.millrace.flywheel.audit.Partition;
import io.millrace.flywheel.audit.Progress;
import io.millrace.learn.template.Match;
import io.millrace.learn.template.MinerOptions;
import io.millrace.learn.template.ScenarioMatcher;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateMiner;
import io.millrace.model.Call;
import io.millrace.store.calllog.CallSpool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// A log with the scenario of each of its calls: 4 bytes a call. One thread at a time.
public final class ScenarioCalls {
  private final DatasetLog log;
  private final List<ScenarioTemplate> templates;
  private final ScenarioMatcher matcher;
  private final int[] reference;
  private final int[] others;

  private ScenarioCalls(DatasetLog log, List<ScenarioTemplate> templates, Progress progress) {
    this.log = log;
    this.templates = List.copyOf(templates);
    this.matcher = ScenarioMatcher.of(templates);
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < templates.size(); i++) {
      places.put(templates.get(i).id(), i);
    }
    this.reference = recognise(log.reference(), places, progress);
    this.others = recognise(log.others(), places, progress);
  }

  /// Recognises the calls of a sealed log.
  ///
  /// @param known the scenarios, where they were found before; else they are looked for
  /// @param seed of the search
  public static ScenarioCalls of(
      DatasetLog log, Optional<List<ScenarioTemplate>> known, long seed, Progress progress) {
    progress.at("discover", 0, "");
    List<ScenarioTemplate> templates =
        known.orElseGet(() ->
            TemplateMiner.mine(
                each -> {
                  log.reference().forEach(call -> each.accept(call.request()));
                  log.others().forEach(call -> each.accept(call.request()));
                },
                MinerOptions.DEFAULT.withSeed(seed)));
    return new ScenarioCalls(log, templates, progress);
  }

  private int[] recognise(CallSpool spool, Map<String, Integer> places, Progress progress) {
    int[] scenarios = new int[spool.size()];
    for (int i = 0; i < scenarios.length; i++) {
      if (i % 4096 == 0) {
        progress.at("discover", 0.5 + 0.5 * i / scenarios.length, "");
      }
      Match match = matcher.match(spool.get(i).request());
      scenarios[i] = match == null ? -1 : places.getOrDefault(match.scenarioId(), -1);
    }
    return scenarios;
  }

  /// A scenario and how many calls of it the log holds.
  public record Found(ScenarioTemplate template, long calls) {}

  /// The scenarios, those with the most calls first.
  public List<Found> scenarios() {
    long[] calls = new long[templates.size()];
    for (int[] side : new int[][] {reference, others}) {
      for (int scenario : side) {
        if (scenario >= 0) {
          calls[scenario]++;
        }
      }
    }
    List<Found> found = new ArrayList<>();
    for (int s = 0; s < calls.length; s++) {
      found.add(new Found(templates.get(s), calls[s]));
    }
    found.sort(
        Comparator.comparingLong(Found::calls)
            .reversed()
            .thenComparing(each -> each.template().id()));
    return found;
  }

  /// The scenario of an id or a name.
  public Optional<Found> find(String idOrName) {
    List<Found> all = scenarios();
    return all.stream()
        .filter(each -> each.template().id().equals(idOrName))
        .findFirst()
        .or(() -> all.stream().filter(each -> each.template().name().equals(idOrName)).findFirst());
  }

  DatasetLog log() {
    return log;
  }

  /// The calls of a scenario in time order: of those that the teacher answered, and of the others,
  /// the latest [Partition#MOST_CALLS].
  List<Partition.Entry> entries(ScenarioTemplate template, ToLongFunction<Call> cost) {
    int scenario = templates.indexOf(template);
    List<Partition.Entry> entries = new ArrayList<>();
    collect(entries, log.reference(), reference, scenario, cost);
    collect(entries, log.others(), others, scenario, cost);
    entries.sort(Comparator.comparing(Partition.Entry::created).thenComparing(Partition.Entry::id));
    return entries;
  }

  private void collect(
      List<Partition.Entry> entries,
      CallSpool spool,
      int[] scenarios,
      int scenario,
      ToLongFunction<Call> cost) {
    int count = 0;
    for (int each : scenarios) {
      count += each == scenario ? 1 : 0;
    }
    int leave = Math.max(0, count - Partition.MOST_CALLS);
    for (int i = 0; i < scenarios.length; i++) {
      if (scenarios[i] == scenario && --leave < 0) {
        Call call = spool.get(i);
        Match match = matcher.match(call.request());
        if (match != null) {
          entries.add(
              Partition.Entry.of(call, match, cost.applyAsLong(call), spool == log.reference()));
        }
      }
    }
  }
}
