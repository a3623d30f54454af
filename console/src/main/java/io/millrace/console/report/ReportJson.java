package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Terms;
import io.millrace.flywheel.report.AuditReport.Traffic;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes `report.json`, whose schema is in docs/report-json.md.
///
/// Money is a decimal string, an instant is ISO 8601 in UTC, a share is a number from 0 to 1. Equal
/// reports give equal bytes.
public final class ReportJson {
  private ReportJson() {}

  /// Writes the report as UTF-8 and flushes; the stream stays open.
  ///
  /// @param language of the prose in `reason`; all else is the same in every language
  /// @throws java.io.UncheckedIOException when the stream fails
  public static void write(AuditReport report, Language language, OutputStream out) {
    JsonFile.write(tree(report, Voice.of(language)), out);
  }

  private static ObjectNode tree(AuditReport report, Voice voice) {
    ObjectNode root = JsonFile.object();
    root.put("version", AuditReport.VERSION);
    traffic(root, report.traffic());
    root.put("saving_usd", JsonFile.money(report.savingUsd()));
    JsonFile.number(root, "saving_share", report.savingShare());
    root.set("terms", terms(report.terms()));
    ScenarioJson scenarios = new ScenarioJson(new Reasons(voice));
    ArrayNode list = root.putArray("scenarios");
    report.scenarios().forEach(s -> list.add(scenarios.tree(s)));
    return root;
  }

  private static void traffic(ObjectNode root, Traffic traffic) {
    root.put("calls", traffic.calls());
    root.put("skipped", traffic.skipped());
    root.set("problems", JsonFile.counts(traffic.problems()));
    root.put("from", instant(traffic.from()));
    root.put("to", instant(traffic.to()));
    root.put("spend_usd", JsonFile.money(traffic.spendUsd()));
    root.put("unpriced_calls", traffic.unpricedCalls());
    ArrayNode unpriced = root.putArray("unpriced");
    traffic
        .unpriced()
        .forEach(u ->
            unpriced
                .addObject()
                .put("model", u.model())
                .put("reason", u.reason())
                .put("calls", u.calls()));
    ArrayNode models = root.putArray("models");
    traffic
        .models()
        .forEach(m ->
            models
                .addObject()
                .put("model", m.model())
                .put("calls", m.calls())
                .put("spend_usd", JsonFile.money(m.spendUsd())));
    root.put("free_calls", traffic.freeCalls());
    root.put("free_spend_usd", JsonFile.money(traffic.freeSpendUsd()));
    root.put("price_source", traffic.priceSource());
  }

  private static ObjectNode terms(Terms terms) {
    return JsonFile.object()
        .put("alpha", terms.alpha())
        .put("delta", terms.delta())
        .put("promise", terms.promise())
        .put("loss", terms.loss())
        .put("students", terms.students())
        .put("seed", terms.seed())
        .put("joint", terms.joint())
        .put("audit_rate", terms.auditRate())
        .put("core_hour_usd", JsonFile.money(terms.coreHourUsd()));
  }

  private static @Nullable String instant(@Nullable Instant instant) {
    return instant == null ? null : Objects.toString(instant);
  }
}
