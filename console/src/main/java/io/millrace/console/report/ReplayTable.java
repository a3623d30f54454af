package io.millrace.console.report;

import io.millrace.console.report.TextTable.Cell;
import io.millrace.console.report.TextTable.Column;
import io.millrace.console.report.TextTable.Style;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of a replay as a table in the terminal.
public final class ReplayTable {
  private ReplayTable() {}

  /// A scenario's part in a replay.
  ///
  /// @param scenario its name
  /// @param calls calls recognised as its own
  /// @param answered those that the student answered
  /// @param disagreed those of them that differ from the recorded answer; null when the log holds
  ///   none
  /// @param coverage answered share of the calls, 0 to 1
  /// @param risk disagreed share of the answered; null when the log holds no answers to compare
  public record Row(
      String scenario,
      long calls,
      long answered,
      @Nullable Long disagreed,
      double coverage,
      @Nullable Double risk) {}

  /// The text, with a line feed at the end of every line.
  ///
  /// @param width the terminal's columns
  /// @param colour whether to use ANSI colours
  public static String render(List<Row> rows, Language language, int width, boolean colour) {
    Voice voice = Voice.of(language);
    if (rows.isEmpty()) {
      return voice.say("replay.none") + "\n";
    }
    TextTable table =
        new TextTable(
            List.of(
                new Column(voice.say("column.job"), false),
                new Column(voice.say("column.calls"), true),
                new Column(voice.say("column.answered"), true),
                new Column(voice.say("column.coverage"), true),
                new Column(voice.say("column.disagreed"), true),
                new Column(voice.say("column.observed"), true)));
    rows.forEach(row -> table.row(cells(row, voice)));
    table.rule();
    table.row(totals(rows, voice));
    boolean compared = rows.stream().anyMatch(r -> r.risk() != null);
    return table.render(width, colour) + (compared ? "" : "\n" + voice.say("replay.alone") + "\n");
  }

  private static List<Cell> cells(Row row, Voice voice) {
    Long disagreed = row.disagreed();
    Double risk = row.risk();
    return List.of(
        Cell.plain(row.scenario()),
        Cell.plain(voice.count(row.calls())),
        Cell.plain(voice.count(row.answered())),
        Cell.plain(voice.percent(row.coverage())),
        Cell.plain(disagreed == null ? "–" : voice.count(disagreed)),
        Cell.plain(risk == null ? "–" : voice.percent(risk)));
  }

  private static List<Cell> totals(List<Row> rows, Voice voice) {
    long calls = rows.stream().mapToLong(Row::calls).sum();
    long answered = rows.stream().mapToLong(Row::answered).sum();
    return List.of(
        new Cell(voice.say("total"), Style.BOLD),
        new Cell(voice.count(calls), Style.BOLD),
        new Cell(voice.count(answered), Style.BOLD),
        new Cell(calls == 0 ? "–" : voice.percent((double) answered / calls), Style.BOLD),
        Cell.plain(""),
        Cell.plain(""));
  }
}
