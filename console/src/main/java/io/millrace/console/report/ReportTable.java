package io.millrace.console.report;

import io.millrace.console.report.TextTable.Cell;
import io.millrace.console.report.TextTable.Column;
import io.millrace.console.report.TextTable.Style;
import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Scenario;
import io.millrace.flywheel.report.AuditReport.Status;
import io.millrace.flywheel.report.AuditReport.StudentView;
import io.millrace.model.Certificate;
import java.util.ArrayList;
import java.util.List;

/// The report as a table in the terminal, with a sentence on each scenario that is not certified.
public final class ReportTable {
  private static final int NARROWEST_NAME = 20;
  private static final String NOTHING = "–";

  private final AuditReport report;
  private final Voice voice;
  private final int width;
  private final boolean colour;

  private ReportTable(AuditReport report, Voice voice, int width, boolean colour) {
    this.report = report;
    this.voice = voice;
    this.width = width;
    this.colour = colour;
  }

  /// The text, with a line feed at the end of every line.
  ///
  /// @param width the terminal's columns; from 64 on no line is longer
  /// @param colour whether to use ANSI colours
  public static String render(AuditReport report, Language language, int width, boolean colour) {
    return new ReportTable(report, Voice.of(language), width, colour).render();
  }

  private String render() {
    StringBuilder out = new StringBuilder();
    if (report.scenarios().isEmpty()) {
      wrapped(out, "", voice.say("jobs.none"));
    } else {
      out.append(table().render(width, colour)).append('\n');
    }
    summary(out);
    left(out);
    return out.toString();
  }

  /// With as many of the optional columns as leave room for the names.
  private TextTable table() {
    for (Detail detail : Detail.values()) {
      TextTable table = table(detail);
      if (width - table.widthWithoutFirst() >= NARROWEST_NAME) {
        return table;
      }
    }
    return table(Detail.LITTLE);
  }

  /// Which optional columns are shown, from all to none.
  private enum Detail {
    ALL(true, true, true),
    NO_STUDENT(true, true, false),
    NO_SHAPE(true, false, false),
    LITTLE(false, false, false);

    private final boolean spend;
    private final boolean shape;
    private final boolean student;

    Detail(boolean spend, boolean shape, boolean student) {
      this.spend = spend;
      this.shape = shape;
      this.student = student;
    }
  }

  private TextTable table(Detail detail) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(voice.say("column.job"), false));
    columns.add(new Column(voice.say("column.calls"), true));
    if (detail.spend) {
      columns.add(new Column(voice.say("column.spend"), true));
    }
    if (detail.shape) {
      columns.add(new Column(voice.say("column.shape"), false));
    }
    if (detail.student) {
      columns.add(new Column(voice.say("column.student"), false));
    }
    columns.add(new Column(voice.say("column.coverage"), true));
    columns.add(new Column(voice.say("column.risk"), true));
    columns.add(new Column(voice.say("column.saving"), true));
    columns.add(new Column(voice.say("column.status"), false));
    TextTable table = new TextTable(columns);
    report.scenarios().forEach(s -> table.row(row(s, detail)));
    table.rule();
    table.row(totals(columns.size()));
    return table;
  }

  private List<Cell> row(Scenario scenario, Detail detail) {
    Certificate certificate = scenario.certificate();
    boolean certified = certificate != null;
    boolean saves = certified && !SpendShare.unknown(scenario);
    Style style = saves ? Style.GOOD : Style.PLAIN;
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.plain(scenario.name()));
    cells.add(Cell.plain(voice.count(scenario.calls())));
    if (detail.spend) {
      cells.add(Cell.plain(SpendShare.of(scenario, report, voice)));
    }
    if (detail.shape) {
      cells.add(Cell.plain(voice.sayCode("shape.", scenario.shape().kind())));
    }
    if (detail.student) {
      cells.add(Cell.plain(student(scenario)));
    }
    cells.add(Cell.plain(certified ? voice.percent(scenario.coverage()) : NOTHING));
    cells.add(
        Cell.plain(certificate == null ? NOTHING : voice.figures().bound(certificate.riskUpper())));
    cells.add(new Cell(saves ? voice.money(scenario.savingUsd()) : NOTHING, style));
    cells.add(new Cell(status(scenario.status()), statusStyle(scenario.status())));
    return cells;
  }

  private List<Cell> totals(int columns) {
    List<Cell> cells = new ArrayList<>();
    cells.add(new Cell(voice.say("total"), Style.BOLD));
    cells.add(new Cell(voice.count(report.traffic().calls()), Style.BOLD));
    while (cells.size() < columns - 2) {
      cells.add(Cell.plain(""));
    }
    boolean unknown = Totals.unknown(report);
    String saving = unknown ? NOTHING : voice.money(report.savingUsd());
    cells.add(new Cell(saving, Style.BOLD));
    cells.add(new Cell(unknown ? "" : voice.percent(report.savingShare()), Style.BOLD));
    return cells;
  }

  private static String student(Scenario scenario) {
    StudentView student = scenario.student();
    return student == null ? NOTHING : String.join("+", student.members());
  }

  private String status(Status status) {
    return switch (status) {
      case CERTIFIED -> "✓ " + voice.say("status.certified");
      case NOT_CERTIFIED -> "· " + voice.say("status.not_certified");
      case NOT_LEARNABLE -> "· " + voice.say("status.not_learnable");
    };
  }

  private static Style statusStyle(Status status) {
    return switch (status) {
      case CERTIFIED -> Style.GOOD;
      case NOT_CERTIFIED -> Style.WARN;
      case NOT_LEARNABLE -> Style.DIM;
    };
  }

  private void summary(StringBuilder out) {
    Totals totals = Totals.of(report);
    wrapped(
        out,
        "",
        voice.say(
            Totals.unknown(report) ? "table.unknown" : "table.summary",
            "spend",
            voice.money(report.traffic().spendUsd()),
            "saving",
            voice.money(report.savingUsd()),
            "share",
            voice.percent(report.savingShare()),
            "certified",
            voice.count(totals.certifiedJobs()),
            "jobs",
            voice.count(report.scenarios().size())));
    if (report.traffic().freeCalls() > 0) {
      wrapped(
          out,
          "",
          voice.say(
              "table.free",
              "calls",
              voice.count(report.traffic().freeCalls()),
              "spend",
              voice.money(report.traffic().freeSpendUsd())));
    }
    if (totals.certifiedJobs() > 0) {
      wrapped(out, "", new Promises(voice).scope(report));
    }
  }

  private void left(StringBuilder out) {
    Reasons reasons = new Reasons(voice);
    List<Scenario> open =
        report.scenarios().stream().filter(s -> s.status() != Status.CERTIFIED).toList();
    if (!open.isEmpty()) {
      out.append('\n').append(Style.BOLD.apply(voice.say("table.why"), colour)).append('\n');
    }
    for (Scenario scenario : open) {
      String name = DisplayWidth.elide(DisplayWidth.oneLine(scenario.name()), 40);
      wrapped(
          out,
          "  ",
          voice.say("table.job", "job", name, "why", reasons.sentence(scenario.reason())));
    }
    List<String> notes = new Leftovers(report.traffic(), voice).sentences();
    if (!notes.isEmpty()) {
      out.append('\n');
    }
    notes.forEach(note -> wrapped(out, "", note));
  }

  private void wrapped(StringBuilder out, String indent, String text) {
    String prefix = "";
    for (String line : DisplayWidth.wrap(text, width - indent.length() * 2)) {
      out.append(indent).append(prefix).append(line).append('\n');
      prefix = indent;
    }
  }
}
