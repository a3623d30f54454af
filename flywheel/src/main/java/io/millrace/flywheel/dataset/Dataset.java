package io.millrace.flywheel.dataset;

import io.millrace.flywheel.audit.Partition;
import io.millrace.flywheel.audit.Progress;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.model.Call;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// The calls of a scenario as rows that trainers read: one row a unit, in the part that
/// certificates put the unit in. The same log and options give the same bytes. One thread at a
/// time; the log must stay open.
public final class Dataset {
  private final DatasetFormat format;
  private final Map<Partition.Part, List<Partition.Group>> parts;
  private final RowMaker maker;
  private final DatasetTally tally;
  private final Progress progress;
  private final int units;
  private int done;

  private Dataset(
      DatasetFormat format,
      List<Partition.Group> groups,
      RowMaker maker,
      DatasetTally tally,
      Progress progress) {
    this.format = format;
    this.parts = new EnumMap<>(Partition.Part.class);
    for (Partition.Part part : Partition.Part.values()) {
      parts.put(part, groups.stream().filter(group -> group.part() == part).toList());
    }
    this.maker = maker;
    this.tally = tally;
    this.progress = progress;
    this.units = groups.size();
  }

  /// What rows are made of.
  ///
  /// @param model whose answers; the model that most calls ask for when empty
  /// @param masked whether persons are hidden in the rows
  public record Options(
      DatasetFormat format,
      Optional<String> model,
      Corrections corrections,
      Disagreements disagreements,
      boolean masked) {}

  /// Puts the calls of a scenario into parts.
  ///
  /// @param cost of a call in picodollars, negative when unknown
  public static Dataset of(
      ScenarioCalls calls,
      ScenarioCalls.Found scenario,
      Options options,
      ToLongFunction<Call> cost,
      Progress progress) {
    ScenarioTemplate template = scenario.template();
    List<Partition.Entry> entries = calls.entries(template, cost);
    String model = options.model().orElseGet(() -> Partition.teacher(entries));
    var tally = new DatasetTally(template, scenario.calls(), model, options);
    var choice = new RowChoice(options, model);
    tally.leftOut("older", scenario.calls() - entries.size());
    entries.forEach(entry -> choice.refusal(entry).ifPresent(tally::leftOut));
    List<Partition.Group> groups = Partition.of(entries, entry -> choice.refusal(entry).isEmpty());
    Set<String> ids =
        groups.stream()
            .flatMap(group -> group.entries().stream())
            .map(Partition.Entry::id)
            .collect(Collectors.toCollection(HashSet::new));
    var maker = new RowMaker(options, choice, calls.log().lookup(ids));
    return new Dataset(options.format(), groups, maker, tally, progress);
  }

  /// The name of the file of a part.
  public static String file(Partition.Part part) {
    return switch (part) {
      case TRAIN -> "train.jsonl";
      case TUNE -> "validation.jsonl";
      case CERTIFY -> "test.jsonl";
    };
  }

  /// Writes the rows of a part, by the time of their units.
  public void write(Partition.Part part, OutputStream out) throws IOException {
    try (var hashed = new HashedLines(out)) {
      for (Partition.Group group : parts.getOrDefault(part, List.of())) {
        progress.at("write", (double) done++ / Math.max(1, units), "");
        switch (maker.make(group)) {
          case RowMaker.Made.Row row -> {
            hashed.line(row.json());
            tally.row(part, row, group);
          }
          case RowMaker.Made.Nothing nothing -> nothing.reasons().forEach(tally::leftOut);
        }
      }
      tally.hash(part, hashed.sha256());
    }
  }

  /// Writes which calls each row of the parts written so far stands for.
  public void writeRows(OutputStream out) throws IOException {
    tally.writeRows(out);
  }

  /// What was written and what was left out.
  public DatasetTally tally() {
    return tally;
  }

  /// The form of the rows.
  public DatasetFormat format() {
    return format;
  }

  /// The parts in the order of time.
  public static List<Partition.Part> parts() {
    return Arrays.asList(Partition.Part.values());
  }
}
