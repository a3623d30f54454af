package io.millrace.flywheel.spend;

import io.millrace.model.Spend;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A report of spending as JSON: every amount as a whole number of picodollars and as a decimal
/// text in USD. docs/spend.md describes it.
public final class SpendJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SpendJson() {}

  /// The whole report.
  public static ObjectNode write(SpendReport report) {
    ObjectNode out = JSON.createObjectNode();
    report.query().from().ifPresent(at -> out.put("from", at.toString()));
    report.query().until().ifPresent(at -> out.put("until", at.toString()));
    if (report.first() != null && report.last() != null) {
      out.put("first", report.first().toString()).put("last", report.last().toString());
    }
    tally(out.putObject("total"), report.total());
    ArrayNode entries = out.putArray("entries");
    report
        .entries()
        .forEach((entry, tally) ->
            tally(entries.addObject().put("entry", entry.code()).put("own", entry.own()), tally));
    List<Dimension> by = report.query().by();
    if (!by.isEmpty()) {
      ArrayNode names = out.putArray("by");
      by.forEach(dimension -> names.add(dimension.code()));
      ArrayNode rows = out.putArray("rows");
      report.rows().forEach(row -> row(rows.addObject(), row, report));
    }
    report.saving().ifPresent(saving -> saving(out.putObject("saving"), saving));
    return out;
  }

  private static void tally(ObjectNode out, Tally tally) {
    out.put("calls", tally.calls());
    money(out, "cost", tally.cost());
    if (!tally.unpriced().isEmpty()) {
      ObjectNode unpriced = out.putObject("unpriced");
      tally
          .unpriced()
          .forEach((reason, count) -> unpriced.put(reason.name().toLowerCase(Locale.ROOT), count));
    }
  }

  private static void money(ObjectNode out, String name, Spend amount) {
    out.put(name + "_picodollars", amount.picodollars());
    out.put(name + "_usd", amount.toUsd());
  }

  private static void row(ObjectNode out, SpendReport.Row row, SpendReport report) {
    List<Dimension> by = report.query().by();
    for (int i = 0; i < by.size(); i++) {
      String value = row.key().get(i);
      out.put(by.get(i).code(), value);
      if (by.get(i) == Dimension.SCENARIO && report.names().containsKey(value)) {
        out.put("scenario_name", report.names().get(value));
      }
    }
    tally(out, row.total());
    money(out, "callers", row.callers().cost());
    money(out, "own", row.own().cost());
    row.saved()
        .ifPresent(saved -> {
          saved(out.putObject("saved"), saved);
          money(out, "net_saving", saved.gross().minus(row.own().cost()));
        });
  }

  private static void saved(ObjectNode out, Saved saved) {
    out.put("calls", saved.calls())
        .put("audited", saved.audited())
        .put("repeated", saved.repeated())
        .put("estimated", saved.estimated())
        .put("unknown", saved.unknown());
    money(out, "known", saved.knownCost());
    money(out, "estimated", saved.estimatedCost());
    money(out, "cost", saved.cost());
    money(out, "gross", saved.gross());
  }

  private static void saving(ObjectNode out, Saving saving) {
    saved(out, saving.calls());
    money(out, "own", saving.own());
    money(out, "net", saving.net());
    range(out, "net", saving.net(), saving.margin());
    ArrayNode strata = out.putArray("strata");
    for (Saving.Stratum stratum : saving.strata()) {
      ObjectNode one =
          strata
              .addObject()
              .put("scenario", stratum.scenario())
              .put("model", stratum.model())
              .put("tier", stratum.tier())
              .put("sampled", stratum.sampled());
      saved(one, stratum.calls());
      range(one, "gross", stratum.calls().gross(), stratum.margin());
    }
  }

  /// The ends of the interval at 95%, which is a point where nothing is estimated.
  private static void range(ObjectNode out, String name, Spend amount, Saving.Margin margin) {
    money(out, name + "_lower", amount.minus(margin.below()));
    money(out, name + "_upper", amount.plus(margin.above()));
  }
}
