package io.millrace.flywheel.experiment;

import io.millrace.proof.Comparison;
import io.millrace.store.control.Experiment;
import io.millrace.store.control.StoredExperiment;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Experiments as JSON. docs/experiments.md describes it.
public final class ExperimentJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private ExperimentJson() {}

  /// All of them.
  public static ObjectNode write(List<ExperimentReport> reports) {
    ObjectNode root = MAPPER.createObjectNode();
    var rows = root.putArray("experiments");
    reports.forEach(report -> rows.add(write(report)));
    return root;
  }

  /// One in full.
  public static ObjectNode write(ExperimentReport report) {
    StoredExperiment stored = report.stored();
    Instant ended = stored.ended();
    Instant decided = stored.decided();
    ObjectNode root =
        MAPPER
            .createObjectNode()
            .put("name", stored.plan().name())
            .put("decision", report.decision())
            .put("running", stored.running())
            .put("begun", stored.begun().toString())
            .put("ended", ended == null ? null : ended.toString())
            .put("decided", decided == null ? null : decided.toString());
    plan(root.putObject("plan"), stored.plan());
    root.put("waiting_units", report.waiting());
    side(root.putObject("new"), report.fresh());
    side(root.putObject("old"), report.old());
    look(root, report.look());
    return root;
  }

  /// What a decision rests on.
  static ObjectNode evidence(ExperimentReport report) {
    ObjectNode root = MAPPER.createObjectNode();
    side(root.putObject("new"), report.fresh());
    side(root.putObject("old"), report.old());
    look(root, report.look());
    return root;
  }

  private static void plan(ObjectNode out, Experiment plan) {
    if (plan.ofModel()) {
      out.put("model", plan.model()).put("instead", plan.instead());
    } else {
      out.put("scenario", plan.scenario());
    }
    out.put("share", plan.share())
        .put("metric", plan.metric())
        .put("worst", plan.worst())
        .put("best", plan.best())
        .put("margin", plan.margin())
        .put("alpha", plan.alpha())
        .put("settle_seconds", plan.settle().toMillis() / 1000.0);
    plan.missing().ifPresent(value -> out.put("missing", value));
  }

  private static void side(ObjectNode out, Side side) {
    out.put("units", side.units()).put("with_feedback", side.heard());
    if (!Double.isNaN(side.mean())) {
      out.put("mean", side.mean());
    }
    out.put("calls", side.calls())
        .put("as_planned", side.asPlanned())
        .put("cost_picodollars", side.cost().picodollars())
        .put("cost_usd", side.cost().toUsd())
        .put("unpriced", side.unpriced());
    if (!Double.isNaN(side.meanMicros())) {
      out.put("mean_ms", side.meanMicros() / 1000);
    }
  }

  private static void look(ObjectNode out, Comparison.Look look) {
    out.put("ratio_p_value", look.ratioPValue());
    effect(out.putObject("difference"), look.metric());
    effect(out.putObject("feedback_difference"), look.presence());
    effect(out.putObject("against_margin"), look.gap());
    out.put("heard_enough", look.enough());
  }

  private static void effect(ObjectNode out, Comparison.Effect effect) {
    out.put("estimate", effect.estimate())
        .put("lower", effect.lower())
        .put("upper", effect.upper());
  }
}
