package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import io.millrace.console.report.Language;
import io.millrace.console.report.TextTable;
import io.millrace.console.report.TextTable.Cell;
import io.millrace.console.report.TextTable.Column;
import io.millrace.console.report.TextTable.Style;
import io.millrace.flywheel.spend.Dimension;
import io.millrace.flywheel.spend.Saved;
import io.millrace.flywheel.spend.Saving;
import io.millrace.flywheel.spend.SpendEntry;
import io.millrace.flywheel.spend.SpendReport;
import io.millrace.flywheel.spend.Tally;
import io.millrace.model.Spend;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What calls cost, as tables for people. What is rounded is rounded to a millionth of a dollar;
/// the JSON is exact. One thread at a time.
final class SpendTable {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final SpendReport report;
  private final Texts texts;
  private final int width;
  private final boolean colour;
  private final StringBuilder out = new StringBuilder();

  /// @param width of the terminal in columns
  /// @param colour whether to use ANSI colours
  SpendTable(SpendReport report, Texts texts, int width, boolean colour) {
    this.report = report;
    this.texts = texts;
    this.width = width;
    this.colour = colour;
  }

  String render() {
    title();
    table(report.rows().isEmpty() ? entries() : rows());
    unpriced();
    report.saving().ifPresent(this::saving);
    return out.toString();
  }

  private void title() {
    Instant first = report.first();
    Instant last = report.last();
    String window =
        first == null || last == null
            ? ""
            : "  "
                + Style.DIM.apply(
                    MINUTE.format(first) + " – " + MINUTE.format(last) + " UTC", colour);
    out.append(Style.BOLD.apply(texts.say("spend.title"), colour)).append(window).append("\n\n");
  }

  private void table(TextTable table) {
    out.append(table.render(width, colour));
  }

  private Column left(String key) {
    return new Column(texts.say("spend.column." + key), false);
  }

  private Column right(String key) {
    return new Column(texts.say("spend.column." + key), true);
  }

  private TextTable entries() {
    var table =
        new TextTable(
            List.of(
                left("entry"), right("calls"), right("no_price"), right("usd"), right("share")));
    report.entries().forEach((entry, tally) -> table.row(entry(entry, tally)));
    table.rule();
    Tally total = report.total();
    table.row(
        List.of(
            bold(texts.say("spend.total")),
            bold(Money.count(total.calls())),
            bold(dash(total.unpricedCalls())),
            bold(Money.usd(total.cost())),
            Cell.plain("")));
    return table;
  }

  private List<Cell> entry(SpendEntry entry, Tally tally) {
    return List.of(
        Cell.plain(name(entry)),
        Cell.plain(Money.count(tally.calls())),
        new Cell(dash(tally.unpricedCalls()), tally.unpricedCalls() > 0 ? Style.WARN : Style.PLAIN),
        Cell.plain(Money.usd(tally.cost())),
        Cell.plain(Money.share(tally.cost(), report.total().cost())));
  }

  private String name(SpendEntry entry) {
    return CallFigures.word(texts, "spend.entry.", entry.code());
  }

  private static Cell bold(String text) {
    return new Cell(text, Style.BOLD);
  }

  private static String dash(long count) {
    return count == 0 ? CallFigures.NONE : Money.count(count);
  }

  private TextTable rows() {
    boolean saved = report.saving().isPresent();
    List<Column> columns = new ArrayList<>();
    report.query().by().forEach(dimension -> columns.add(left(dimension.code())));
    columns.add(right("calls"));
    columns.add(right("callers"));
    columns.add(right("own"));
    columns.add(right("sum"));
    if (saved) {
      columns.add(right("teacher"));
      columns.add(right("net"));
    }
    var table = new TextTable(columns);
    report.rows().forEach(row -> table.row(row(row)));
    table.rule();
    table.row(totals());
    return table;
  }

  private List<Cell> row(SpendReport.Row row) {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < row.key().size(); i++) {
      cells.add(Cell.plain(value(report.query().by().get(i), row.key().get(i))));
    }
    cells.add(Cell.plain(Money.count(row.total().calls())));
    cells.add(Cell.plain(Money.usd(row.callers().cost())));
    cells.add(Cell.plain(Money.usd(row.own().cost())));
    cells.add(Cell.plain(Money.usd(row.total().cost())));
    row.saved()
        .ifPresent(saved -> {
          Spend net = saved.gross().minus(row.own().cost());
          cells.add(Cell.plain(saved.calls() == 0 ? CallFigures.NONE : teacher(saved)));
          cells.add(
              new Cell(Money.usd(net), net.picodollars().signum() > 0 ? Style.GOOD : Style.PLAIN));
        });
    return cells;
  }

  /// `~` before what is an estimate.
  private static String teacher(Saved saved) {
    return (saved.estimated() > 0 ? "~" : "") + Money.usd(saved.counterfactual());
  }

  private String value(Dimension dimension, String value) {
    return switch (dimension) {
      case SCENARIO -> report.names().getOrDefault(value, value.isEmpty() ? none() : value);
      case TIER -> value.isEmpty() ? none() : CallFigures.word(texts, "calls.tier.", value);
      case PURPOSE ->
          value.isEmpty()
              ? texts.say("spend.callers")
              : CallFigures.word(texts, "spend.entry.", value);
      case MODEL, DAY, KEY -> value.isEmpty() ? none() : value;
    };
  }

  private static String none() {
    return CallFigures.NONE;
  }

  private List<Cell> totals() {
    List<Cell> cells = new ArrayList<>();
    cells.add(bold(texts.say("spend.total")));
    report.query().by().stream().skip(1).forEach(_ -> cells.add(Cell.plain("")));
    Tally own = report.own();
    Tally all = report.total();
    cells.add(bold(Money.count(all.calls())));
    cells.add(bold(Money.usd(all.cost().minus(own.cost()))));
    cells.add(bold(Money.usd(own.cost())));
    cells.add(bold(Money.usd(all.cost())));
    report
        .saving()
        .ifPresent(saving -> {
          cells.add(bold(teacher(saving.calls())));
          cells.add(bold(Money.usd(saving.net())));
        });
    return cells;
  }

  private void unpriced() {
    Tally total = report.total();
    if (total.unpricedCalls() == 0) {
      return;
    }
    String reasons =
        total.unpriced().entrySet().stream()
            .map(reason ->
                texts.say("spend.reason." + reason.getKey().name().toLowerCase(Locale.ROOT))
                    + " "
                    + Money.count(reason.getValue()))
            .collect(Collectors.joining(texts.language() == Language.ZH ? "，" : ", "));
    out.append('\n');
    wrapped(
        texts.say(
            "spend.unpriced", "count", Money.count(total.unpricedCalls()), "reasons", reasons));
  }

  private void saving(Saving saving) {
    out.append('\n');
    Saved calls = saving.calls();
    if (calls.calls() == 0) {
      wrapped(texts.say("spend.saved.nothing", "own", Money.usd(saving.own())));
      return;
    }
    table(balance(saving));
    out.append('\n');
    wrapped(interval(saving));
    if (calls.unknown() > 0) {
      wrapped(texts.say("spend.saved.unknown", "count", Money.count(calls.unknown())));
    }
    long own = report.own().unpricedCalls();
    if (own > 0) {
      wrapped(texts.say("spend.saved.own_unpriced", "count", Money.count(own)));
    }
    if (report.rows().isEmpty()) {
      out.append('\n');
      table(strata(saving));
    }
  }

  private TextTable balance(Saving saving) {
    Saved calls = saving.calls();
    var table = new TextTable(List.of(left("saving"), right("calls"), right("usd")));
    balance(
        table,
        texts.say("spend.saved.known"),
        calls.audited() + calls.repeated(),
        calls.knownCost());
    balance(table, texts.say("spend.saved.estimated"), calls.estimated(), calls.estimatedCost());
    balance(
        table,
        texts.say("spend.saved.cost"),
        calls.calls() - calls.unknown(),
        Spend.ZERO.minus(calls.cost()));
    report
        .entries()
        .forEach((entry, tally) -> {
          if (entry.own()) {
            balance(table, name(entry), tally.calls(), Spend.ZERO.minus(tally.cost()));
          }
        });
    table.rule();
    Spend net = saving.net();
    Style style = net.picodollars().signum() > 0 ? Style.GOOD : Style.WARN;
    table.row(
        List.of(
            bold(texts.say("spend.saved.net")), Cell.plain(""), new Cell(Money.usd(net), style)));
    return table;
  }

  private static void balance(TextTable table, String name, long calls, Spend amount) {
    if (calls > 0) {
      table.row(
          List.of(Cell.plain(name), Cell.plain(Money.count(calls)), Cell.plain(Money.usd(amount))));
    }
  }

  private String interval(Saving saving) {
    Spend net = saving.net();
    return saving.calls().estimated() == 0
        ? texts.say("spend.saved.exact")
        : texts.say(
            "spend.saved.interval",
            "lower",
            Money.usd(net.minus(saving.margin().below())),
            "upper",
            Money.usd(net.plus(saving.margin().above())));
  }

  /// Each scenario, model and tier, with what its estimate rests on.
  private TextTable strata(Saving saving) {
    var table =
        new TextTable(
            List.of(
                left("scenario"),
                left("model"),
                left("tier"),
                right("calls"),
                right("known"),
                right("gross"),
                right("interval")));
    for (Saving.Stratum stratum : saving.strata()) {
      Saved calls = stratum.calls();
      table.row(
          List.of(
              Cell.plain(value(Dimension.SCENARIO, stratum.scenario())),
              Cell.plain(stratum.model()),
              Cell.plain(value(Dimension.TIER, stratum.tier())),
              Cell.plain(Money.count(calls.calls())),
              Cell.plain(dash(calls.audited() + calls.repeated())),
              Cell.plain(Money.usd(calls.gross())),
              Cell.plain(interval(stratum))));
    }
    return table;
  }

  private String interval(Saving.Stratum stratum) {
    Saved calls = stratum.calls();
    if (calls.unknown() > 0) {
      return texts.say("spend.saved.left_out", "count", Money.count(calls.unknown()));
    }
    return calls.estimated() == 0
        ? texts.say("spend.saved.known_all")
        : Money.usd(calls.gross().minus(stratum.margin().below()))
            + " – "
            + Money.usd(calls.gross().plus(stratum.margin().above()));
  }

  private void wrapped(String text) {
    DisplayWidth.wrap(text, width).forEach(line -> out.append(line).append('\n'));
  }
}
