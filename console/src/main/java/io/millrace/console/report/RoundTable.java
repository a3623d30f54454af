package io.millrace.console.report;

import io.millrace.console.report.TextTable.Cell;
import io.millrace.console.report.TextTable.Column;
import io.millrace.console.report.TextTable.Style;
import io.millrace.flywheel.round.RoundReport;
import io.millrace.flywheel.round.RoundReport.Lesson;
import io.millrace.flywheel.round.RoundReport.Status;
import io.millrace.model.Certificate;
import java.math.BigDecimal;
import java.util.List;

/// What a round of learning came to, as a table in the terminal, with a sentence on each scenario
/// that has no new policy.
public final class RoundTable {
  private static final String NOTHING = "–";

  private final RoundReport report;
  private final Voice voice;
  private final int width;
  private final boolean colour;
  private final StringBuilder out = new StringBuilder();

  private RoundTable(RoundReport report, Voice voice, int width, boolean colour) {
    this.report = report;
    this.voice = voice;
    this.width = width;
    this.colour = colour;
  }

  /// The text, with a line feed at the end of every line.
  ///
  /// @param width the terminal's columns
  /// @param colour whether to use ANSI colours
  public static String render(RoundReport report, Language language, int width, boolean colour) {
    return new RoundTable(report, Voice.of(language), width, colour).render();
  }

  private String render() {
    if (report.scenarios().isEmpty()) {
      wrapped("", voice.say("round.none", "calls", voice.count(report.read())));
      return out.toString();
    }
    TextTable table = new TextTable(columns());
    report.scenarios().forEach(lesson -> table.row(row(lesson)));
    out.append(table.render(width, colour)).append('\n');
    summary();
    open();
    return out.toString();
  }

  private List<Column> columns() {
    return List.of(
        new Column(voice.say("column.job"), false),
        new Column(voice.say("column.calls"), true),
        new Column(voice.say("column.coverage"), true),
        new Column(voice.say("column.risk"), true),
        new Column(voice.say("round.column.policy"), false),
        new Column(voice.say("column.status"), false));
  }

  private List<Cell> row(Lesson lesson) {
    Certificate certificate = lesson.certificate();
    return List.of(
        Cell.plain(name(lesson)),
        Cell.plain(voice.count(lesson.calls())),
        Cell.plain(certificate == null ? NOTHING : voice.percent(lesson.coverage())),
        Cell.plain(certificate == null ? NOTHING : voice.figures().bound(certificate.riskUpper())),
        Cell.plain(lesson.policy().isEmpty() ? NOTHING : lesson.policy()),
        status(lesson.status()));
  }

  private static String name(Lesson lesson) {
    return lesson.model().isEmpty() ? lesson.name() : lesson.name() + " → " + lesson.model();
  }

  private Cell status(Status status) {
    return switch (status) {
      case CERTIFIED -> new Cell("✓ " + voice.say("status.certified"), Style.GOOD);
      case NOT_CERTIFIED -> new Cell("· " + voice.say("status.not_certified"), Style.WARN);
      case NOT_LEARNABLE -> new Cell("· " + voice.say("status.not_learnable"), Style.DIM);
      case SKIPPED -> new Cell("· " + voice.say("round.status.skipped"), Style.DIM);
    };
  }

  private void summary() {
    long certified =
        report.scenarios().stream().filter(l -> l.status() == Status.CERTIFIED).count();
    wrapped(
        "",
        voice.say(
            "round.summary",
            "round",
            report.id(),
            "calls",
            voice.count(report.read()),
            "learned",
            voice.count(report.learned()),
            "certified",
            voice.count(certified),
            "jobs",
            voice.count(jobs()),
            "cost",
            voice.money(BigDecimal.valueOf(report.costPicodollars(), 12))));
    if (certified > 0) {
      wrapped("", voice.say("round.waiting"));
    }
  }

  private long jobs() {
    return report.scenarios().stream().map(Lesson::id).distinct().count();
  }

  private void open() {
    Reasons reasons = Reasons.ofRound(voice);
    List<Lesson> open =
        report.scenarios().stream().filter(l -> l.status() != Status.CERTIFIED).toList();
    if (!open.isEmpty()) {
      out.append('\n').append(Style.BOLD.apply(voice.say("round.why"), colour)).append('\n');
    }
    for (Lesson lesson : open) {
      String name = DisplayWidth.elide(DisplayWidth.oneLine(name(lesson)), 40);
      String why = reasons.sentence(lesson.reason());
      wrapped("  ", voice.say("table.job", "job", name, "why", why));
    }
  }

  private void wrapped(String indent, String text) {
    String prefix = "";
    for (String line : DisplayWidth.wrap(text, width - indent.length() * 2)) {
      out.append(indent).append(prefix).append(line).append('\n');
      prefix = indent;
    }
  }
}
