package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import io.millrace.console.report.TextTable;
import io.millrace.console.report.TextTable.Cell;
import io.millrace.console.report.TextTable.Column;
import io.millrace.console.report.TextTable.Style;
import io.millrace.flywheel.experiment.ExperimentReport;
import io.millrace.flywheel.experiment.Side;
import io.millrace.model.Spend;
import io.millrace.proof.Comparison;
import io.millrace.store.control.Experiment;
import io.millrace.store.control.StoredExperiment;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// Experiments for people. One thread at a time.
final class ExperimentTable {
  private final Texts texts;
  private final int width;
  private final boolean colour;
  private final StringBuilder out = new StringBuilder();
  private final DateTimeFormatter times =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  /// @param width of the terminal in columns
  /// @param colour whether to use ANSI colours
  ExperimentTable(Texts texts, int width, boolean colour) {
    this.texts = texts;
    this.width = width;
    this.colour = colour;
  }

  String render(List<ExperimentReport> reports) {
    for (ExperimentReport report : reports) {
      if (!out.isEmpty()) {
        out.append('\n');
      }
      report(report);
    }
    return out.toString();
  }

  private void report(ExperimentReport report) {
    StoredExperiment stored = report.stored();
    Experiment plan = stored.plan();
    String decision = report.decision();
    out.append(Style.BOLD.apply(plan.name(), colour))
        .append("  ")
        .append(style(decision).apply(texts.say("experiments.decision." + decision), colour))
        .append('\n');
    wrapped(plan(plan));
    wrapped(
        texts.say(
            stored.running() ? "experiments.since" : "experiments.over",
            "begun",
            times.format(stored.begun())));
    out.append('\n').append(sides(report).render(width, colour)).append('\n');
    findings(report);
  }

  private static Style style(String decision) {
    return switch (decision) {
      case "ship" -> Style.GOOD;
      case "stop", "broken" -> Style.WARN;
      default -> Style.PLAIN;
    };
  }

  private String plan(Experiment plan) {
    String metric =
        plan.metric().isEmpty() ? texts.say("experiments.any_metric") : "“" + plan.metric() + "”";
    return texts.say(
        plan.ofModel() ? "experiments.of_model" : "experiments.of_scenario",
        "model",
        plan.model(),
        "instead",
        plan.instead(),
        "scenario",
        plan.scenario(),
        "share",
        percent(plan.share()),
        "metric",
        metric,
        "worst",
        plain(plan.worst()),
        "best",
        plain(plan.best()),
        "margin",
        percent(plan.margin()),
        "who",
        texts.say(plan.missing().isEmpty() ? "experiments.who.spoken" : "experiments.who.all"),
        "sure",
        percent(1 - plan.alpha()),
        "settle",
        duration(plan.settle()));
  }

  private static String duration(Duration time) {
    String text = time.toString().substring(2).toLowerCase(Locale.ROOT);
    long days = time.toDays();
    return days > 0 && time.equals(Duration.ofDays(days)) ? days + "d" : text;
  }

  private TextTable sides(ExperimentReport report) {
    var table =
        new TextTable(
            List.of(
                column("arm", false),
                column("units", true),
                column("heard", true),
                column("mean", true),
                column("calls", true),
                column("as_planned", true),
                column("cost", true),
                column("time", true)));
    table.row(side("experiments.new", report.fresh()));
    table.row(side("experiments.old", report.old()));
    return table;
  }

  private Column column(String key, boolean right) {
    return new Column(texts.say("experiments.column." + key), right);
  }

  private List<Cell> side(String name, Side side) {
    long priced = side.calls() - side.unpriced();
    return List.of(
        Cell.plain(texts.say(name)),
        Cell.plain(Money.count(side.units())),
        Cell.plain(share(side.heard(), side.units())),
        Cell.plain(Double.isNaN(side.mean()) ? CallFigures.NONE : fixed(side.mean(), 4)),
        Cell.plain(Money.count(side.calls())),
        Cell.plain(share(side.asPlanned(), side.calls())),
        Cell.plain(priced == 0 ? CallFigures.NONE : Money.usd(each(side.cost(), priced))),
        Cell.plain(
            Double.isNaN(side.meanMicros())
                ? CallFigures.NONE
                : CallFigures.time((long) side.meanMicros())));
  }

  private static Spend each(Spend all, long calls) {
    return all.times(BigDecimal.ONE.divide(BigDecimal.valueOf(calls), MathContext.DECIMAL128));
  }

  private static String share(long part, long whole) {
    return whole == 0 ? CallFigures.NONE : percent((double) part / whole);
  }

  private void findings(ExperimentReport report) {
    Comparison.Look look = report.look();
    boolean enough = Math.min(look.treated(), look.control()) >= Comparison.LEAST;
    wrapped(
        enough
            ? effect("experiments.difference", look.metric())
            : texts.say(
                "experiments.too_few",
                "least",
                Money.count(Comparison.LEAST),
                "estimate",
                points(look.metric().estimate())));
    if (enough) {
      wrapped(presence(report));
      wrapped(look.enough() ? effect("experiments.against", look.gap()) : unheard(report));
    }
    wrapped(texts.say("experiments.ratio", "p", fixed(Math.min(1, look.ratioPValue()), 3)));
    if (report.waiting() > 0) {
      wrapped(texts.say("experiments.waiting", "count", Money.count(report.waiting())));
    }
  }

  private String unheard(ExperimentReport report) {
    boolean spoken = report.stored().plan().missing().isEmpty();
    String least = texts.say(spoken ? "experiments.least.spoken" : "experiments.least.all");
    return texts.say("experiments.unheard", "least", least);
  }

  private String presence(ExperimentReport report) {
    Comparison.Effect spoken = report.look().presence();
    boolean unlike = spoken.lower() > 0 || spoken.upper() < 0;
    boolean matters =
        report.stored().plan().missing().isEmpty() && report.decision().equals("go_on");
    return texts.say(
        "experiments.presence",
        "estimate",
        points(spoken.estimate()),
        "lower",
        points(spoken.lower()),
        "upper",
        points(spoken.upper()),
        "unlike",
        unlike && matters ? texts.say("experiments.unlike") : "");
  }

  private String effect(String key, Comparison.Effect effect) {
    return texts.say(
        key,
        "estimate",
        points(effect.estimate()),
        "lower",
        points(effect.lower()),
        "upper",
        points(effect.upper()));
  }

  /// A difference in percent of the range, with its sign.
  private static String points(double difference) {
    return String.format(Locale.ROOT, "%+.1f%%", 100 * difference);
  }

  private static String percent(double share) {
    String text = String.format(Locale.ROOT, "%.1f", 100 * share);
    return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + "%";
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private static String fixed(double number, int places) {
    return String.format(Locale.ROOT, "%." + places + "f", number);
  }

  private void wrapped(String text) {
    DisplayWidth.wrap(text, width).forEach(line -> out.append(line).append('\n'));
  }
}
