package io.millrace.bench;

import io.millrace.learn.template.Match;
import io.millrace.learn.template.MinerOptions;
import io.millrace.learn.template.ScenarioMatcher;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateMiner;
import io.millrace.store.calllog.CallSpool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How well discovery finds the true sources of a mixed log: the adjusted Rand index (Hubert and
/// Arabie, Comparing partitions, 1985) over the calls of templated sources, and what became of each
/// source.
final class Discovery {
  /// Sources that are free conversation or a mixture of prompts, not one template.
  private static final List<String> FREE = List.of("chat_alpaca", "chat_arena_hard", "routerarena");

  private Discovery() {}

  static void run(Path data) throws IOException {
    Map<String, String> truth = truth(data.resolve("truth/mixed_traffic.jsonl.gz"));
    try (CallSpool spool = Logs.spool(data.resolve("calls/mixed_traffic.jsonl.gz"))) {
      long start = System.nanoTime();
      List<ScenarioTemplate> templates =
          TemplateMiner.mine(
              each -> spool.forEach(call -> each.accept(call.request())), MinerOptions.DEFAULT);
      double seconds = (System.nanoTime() - start) / 1e9;
      report(spool, ScenarioMatcher.of(templates), templates, truth, seconds);
    }
  }

  private static void report(
      CallSpool spool,
      ScenarioMatcher matcher,
      List<ScenarioTemplate> templates,
      Map<String, String> truth,
      double seconds) {
    Map<String, Map<String, Integer>> table = new TreeMap<>();
    List<String> sources = new ArrayList<>();
    List<String> found = new ArrayList<>();
    spool.forEach(call -> {
      Match match = matcher.match(call.request());
      String scenario = match == null ? "free" : match.scenarioId();
      String source = truth.getOrDefault(call.id(), "?");
      table.computeIfAbsent(source, _ -> new TreeMap<>()).merge(scenario, 1, Integer::sum);
      if (!FREE.contains(source)) {
        sources.add(source);
        found.add(scenario);
      }
    });
    Map<String, String> names = new HashMap<>();
    templates.forEach(
        t -> names.put(t.id(), t.name() + " (" + t.versions().size() + " version(s))"));
    table.forEach((source, scenarios) ->
        scenarios.forEach((scenario, calls) ->
            Print.line(
                "%-22s %6d calls -> %s", source, calls, names.getOrDefault(scenario, scenario))));
    Print.line("discovery: %d scenarios in %.1f s", templates.size(), seconds);
    double index = adjustedRand(sources, found);
    Print.line(
        "discovery: adjusted Rand index %.4f over %d templated calls (bar 0.95)",
        index, sources.size());
    if (index < 0.95) {
      Print.miss("adjusted Rand index");
    }
  }

  static double adjustedRand(List<String> a, List<String> b) {
    Map<List<String>, Long> cells = new HashMap<>();
    Map<String, Long> rows = new HashMap<>();
    Map<String, Long> columns = new HashMap<>();
    for (int i = 0; i < a.size(); i++) {
      cells.merge(List.of(a.get(i), b.get(i)), 1L, Long::sum);
      rows.merge(a.get(i), 1L, Long::sum);
      columns.merge(b.get(i), 1L, Long::sum);
    }
    double both = pairs(cells);
    double inRows = pairs(rows);
    double inColumns = pairs(columns);
    double all = a.size() * (a.size() - 1.0) / 2;
    double expected = inRows * inColumns / all;
    return (both - expected) / ((inRows + inColumns) / 2 - expected);
  }

  private static double pairs(Map<?, Long> counts) {
    return counts.values().stream().mapToDouble(n -> n * (n - 1.0) / 2).sum();
  }

  private static Map<String, String> truth(Path file) throws IOException {
    JsonMapper mapper = JsonMapper.builder().build();
    Map<String, String> sources = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode json = mapper.readTree(line);
        sources.put(json.path("id").asString(), json.path("source").asString());
      }
    }
    return sources;
  }
}
