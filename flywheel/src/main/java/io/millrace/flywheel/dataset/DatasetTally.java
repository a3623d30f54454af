package io.millrace.flywheel.dataset;

import io.millrace.flywheel.audit.Audit;
import io.millrace.flywheel.audit.Partition;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.model.Picodollars;
import io.millrace.model.Spend;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Where the rows of a data set come from and what was left out. One thread at a time.
public final class DatasetTally {
  private final ScenarioTemplate template;
  private final long calls;
  private final String model;
  private final Dataset.Options options;
  private final Map<Partition.Part, Tally> parts = new EnumMap<>(Partition.Part.class);
  private final Map<String, Long> leftOut = new TreeMap<>();
  private final Map<String, Long> origins = new TreeMap<>();
  private final Map<Integer, Long> versions = new TreeMap<>();
  private final List<ObjectNode> rows = new ArrayList<>();
  private Spend spend = Spend.ZERO;
  private long priced;
  private long unpriced;

  /// @param calls of the scenario in the log
  /// @param model whose answers the rows hold
  DatasetTally(ScenarioTemplate template, long calls, String model, Dataset.Options options) {
    this.template = template;
    this.calls = calls;
    this.model = model;
    this.options = options;
    Dataset.parts().forEach(part -> parts.put(part, new Tally()));
  }

  private static final class Tally {
    private long rows;
    private long calls;
    private String sha256 = "";
    private @Nullable Instant from;
    private @Nullable Instant until;
  }

  void leftOut(String reason) {
    leftOut(reason, 1);
  }

  void leftOut(String reason, long count) {
    if (count > 0) {
      leftOut.merge(reason, count, Long::sum);
    }
  }

  void hash(Partition.Part part, String sha256) {
    of(part).sha256 = sha256;
  }

  private Tally of(Partition.Part part) {
    return parts.computeIfAbsent(part, _ -> new Tally());
  }

  void row(Partition.Part part, RowMaker.Made.Row made, Partition.Group group) {
    Tally tally = of(part);
    tally.rows++;
    tally.calls += group.entries().size();
    origins.merge(made.origin(), 1L, Long::sum);
    versions.merge(made.entry().version(), 1L, Long::sum);
    for (Partition.Entry entry : group.entries()) {
      Instant at = entry.created();
      tally.from = tally.from == null || at.isBefore(tally.from) ? at : tally.from;
      tally.until = tally.until == null || at.isAfter(tally.until) ? at : tally.until;
      if (entry.cost() < 0) {
        unpriced++;
      } else {
        priced++;
        spend = spend.plus(new Picodollars(entry.cost()));
      }
    }
    rows.add(line(part, tally.rows, made, group));
  }

  private static ObjectNode line(
      Partition.Part part, long number, RowMaker.Made.Row made, Partition.Group group) {
    ObjectNode line =
        Json.MAPPER
            .createObjectNode()
            .put("file", Dataset.file(part))
            .put("row", number)
            .put("call", made.entry().id())
            .put("created", made.entry().created().toString())
            .put("version", made.entry().version())
            .put("answer", made.origin());
    if (!made.rejected().isEmpty()) {
      line.put("rejected", made.rejected());
    }
    ArrayNode ids = line.putArray("calls");
    group.entries().forEach(entry -> ids.add(entry.id()));
    return line;
  }

  void writeRows(OutputStream out) throws IOException {
    try (var lines = new HashedLines(out)) {
      for (ObjectNode row : rows) {
        lines.line(row);
      }
    }
  }

  /// The rows of all parts.
  public long rows() {
    return parts.values().stream().mapToLong(tally -> tally.rows).sum();
  }

  /// The rows of a part.
  public long rows(Partition.Part part) {
    return of(part).rows;
  }

  /// The calls that a part's rows stand for.
  public long calls(Partition.Part part) {
    return of(part).calls;
  }

  /// How many calls were left out, by reason; the texts of the command name them.
  public Map<String, Long> leftOut() {
    return Map.copyOf(leftOut);
  }

  /// Everything but the rows, as `provenance.json` has it.
  public ObjectNode toJson() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("version", 1)
        .put("millrace", Audit.VERSION)
        .put("format", options.format().toString())
        .put("masked", options.masked())
        .put("model", model);
    ObjectNode scenario = json.putObject("scenario");
    scenario.put("id", template.id()).put("name", template.name()).put("calls", calls);
    ArrayNode wordings = scenario.putArray("versions");
    List<String> ids = template.versionIds();
    versions.forEach((version, count) ->
        wordings
            .addObject()
            .put("version", version)
            .put("id", ids.get(version))
            .put("rows", count));
    ArrayNode files = json.putArray("files");
    parts.forEach((part, tally) -> files.add(file(part, tally)));
    ObjectNode answers = json.putObject("answers");
    origins.forEach(answers::put);
    ObjectNode left = json.putObject("left_out");
    leftOut.forEach(left::put);
    json.putObject("cost")
        .put("usd", spend.toUsd())
        .put("priced_calls", priced)
        .put("unpriced_calls", unpriced);
    return json;
  }

  private static ObjectNode file(Partition.Part part, Tally tally) {
    ObjectNode file =
        Json.MAPPER
            .createObjectNode()
            .put("file", Dataset.file(part))
            .put("part", part.name().toLowerCase(java.util.Locale.ROOT))
            .put("rows", tally.rows)
            .put("calls", tally.calls)
            .put("sha256", tally.sha256);
    if (tally.from != null && tally.until != null) {
      file.put("from", tally.from.toString()).put("until", tally.until.toString());
    }
    return file;
  }
}
