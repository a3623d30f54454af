package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.journal.Entry;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Calls as lines of a table whose columns do not depend on what is in them, so that lines can be
/// added for ever. A narrow terminal gets fewer columns; `calls show` has everything. Immutable.
final class CallTable {
  private static final int GAP = 2;
  private static final int WIDE = 140;

  private final Texts texts;
  private final List<Column> columns;
  private final DateTimeFormatter times;

  /// @param width of the terminal in columns
  CallTable(Texts texts, int width, ZoneId zone) {
    this.texts = texts;
    this.times = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    this.columns = columns(width);
  }

  private record Column(
      String title, int width, boolean right, Function<CallRecord, String> cell) {}

  private List<Column> columns(int width) {
    boolean wide = width >= WIDE;
    var columns = new ArrayList<Column>();
    columns.add(column("time", 14, false, c -> times.format(c.started().at())));
    columns.add(column("id", 31, false, c -> c.started().call().text()));
    columns.add(column("model", 0, false, c -> c.started().model()));
    columns.add(
        column("tier", 7, false, c -> word("calls.tier.", ended(c, Entry.CallEnded::tier))));
    if (wide) {
      columns.add(column("scenario", 0, false, CallTable::scenario));
    }
    columns.add(column("state", 11, false, c -> word("calls.state.", c.state())));
    columns.add(
        column(
            "tokens",
            11,
            true,
            c -> {
              Entry.CallEnded ended = c.ended();
              return CallFigures.tokens(ended == null ? null : ended.usage());
            }));
    if (wide) {
      columns.add(column("cost", 10, true, CallFigures::cost));
      columns.add(column("first_byte", 8, true, c -> time(c, Entry.CallEnded::firstByteMicros)));
    }
    columns.add(column("total", 8, true, c -> time(c, Entry.CallEnded::totalMicros)));
    return fitted(columns, width);
  }

  private Column column(String title, int width, boolean right, Function<CallRecord, String> cell) {
    String text = texts.say("calls.column." + title);
    return new Column(text, width == 0 ? 0 : Math.max(width, DisplayWidth.of(text)), right, cell);
  }

  /// Gives the columns without a width of their own what is left, up to what is useful.
  private static List<Column> fitted(List<Column> columns, int width) {
    int used = columns.stream().mapToInt(Column::width).sum() + GAP * (columns.size() - 1);
    long open = columns.stream().filter(c -> c.width() == 0).count();
    int each = Math.clamp((width - used) / Math.max(1, open), 10, 28);
    return columns.stream()
        .map(c -> c.width() > 0 ? c : new Column(c.title(), each, c.right(), c.cell()))
        .toList();
  }

  private static String scenario(CallRecord call) {
    String recognised = ended(call, Entry.CallEnded::scenario);
    return recognised.isEmpty() ? CallFigures.NONE : recognised;
  }

  private static String ended(CallRecord call, Function<Entry.CallEnded, String> part) {
    Entry.CallEnded ended = call.ended();
    return ended == null ? "" : part.apply(ended);
  }

  private static String time(
      CallRecord call, java.util.function.ToLongFunction<Entry.CallEnded> part) {
    Entry.CallEnded ended = call.ended();
    return ended == null ? CallFigures.NONE : CallFigures.time(part.applyAsLong(ended));
  }

  private String word(String prefix, String code) {
    return CallFigures.word(texts, prefix, code);
  }

  /// The titles with a rule below.
  String head() {
    int width = columns.stream().mapToInt(Column::width).sum() + GAP * (columns.size() - 1);
    return line(Column::title) + "\n" + "─".repeat(width);
  }

  String row(CallRecord call) {
    return line(column -> column.cell().apply(call));
  }

  private String line(Function<Column, String> text) {
    var line = new StringBuilder();
    for (Column column : columns) {
      String cell = DisplayWidth.elide(DisplayWidth.oneLine(text.apply(column)), column.width());
      line.append(line.isEmpty() ? "" : " ".repeat(GAP));
      line.append(
          column.right()
              ? DisplayWidth.padLeft(cell, column.width())
              : DisplayWidth.padRight(cell, column.width()));
    }
    return line.toString().stripTrailing();
  }
}
