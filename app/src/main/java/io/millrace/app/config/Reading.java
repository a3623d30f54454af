package io.millrace.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/// One pass over one configuration file: gathers its problems and remembers which keys were asked
/// for and which are there. One thread at a time.
final class Reading {
  private final String file;
  private final Path folder;
  private final Map<String, String> environment;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> known = new TreeSet<>();
  private final Set<String> present = new TreeSet<>();

  /// @param folder that relative paths in the file start from
  Reading(String file, Path folder, Map<String, String> environment) {
    this.file = file;
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  Path resolve(String path) {
    return folder.resolve(path).normalize();
  }

  Map<String, String> environment() {
    return environment;
  }

  void error(Node at, String key, String... namesAndValues) {
    add(at, Problem.Severity.ERROR, key, namesAndValues);
  }

  void warning(Node at, String key, String... namesAndValues) {
    add(at, Problem.Severity.WARNING, key, namesAndValues);
  }

  private void add(Node at, Problem.Severity severity, String key, String... namesAndValues) {
    int line = at.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    int column = at.getStartMark().map(Mark::getColumn).orElse(-1) + 1;
    add(line, column, severity, key, namesAndValues);
  }

  void add(int line, int column, Problem.Severity severity, String key, String... namesAndValues) {
    var values = new HashMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    problems.add(new Problem(file, line, column, severity, key, values));
  }

  /// All problems so far, in the order of the file.
  List<Problem> problems() {
    return problems.stream()
        .distinct()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }

  boolean failed() {
    return problems.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR);
  }

  void ask(String pattern) {
    known.add(pattern);
  }

  void meet(String pattern) {
    present.add(pattern);
  }

  /// Every key that was asked for, names of providers and the like as `*`.
  Set<String> known() {
    return Set.copyOf(known);
  }

  /// Every key that is there, written likewise.
  Set<String> present() {
    return Set.copyOf(present);
  }
}
