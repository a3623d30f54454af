package io.millrace.console.report;

import java.util.ArrayList;
import java.util.List;

/// A table of text for a terminal: columns as wide as their content, the first one taking what is
/// left and eliding what does not fit; a light rule under the header. One thread at a time.
public final class TextTable {
  private static final int GAP = 2;

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();
  private int ruleBefore = -1;

  /// @param columns from left to right
  public TextTable(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /// A column.
  ///
  /// @param title the header
  /// @param right whether the cells stand at the right edge
  public record Column(String title, boolean right) {}

  /// A cell.
  ///
  /// @param style what colours it; [Style#PLAIN] for none
  public record Cell(String text, Style style) {
    public Cell {
      text = DisplayWidth.oneLine(text);
    }

    /// A cell without a colour.
    public static Cell plain(String text) {
      return new Cell(text, Style.PLAIN);
    }
  }

  /// A colour of the terminal.
  public enum Style {
    PLAIN(""),
    BOLD("\u001b[1m"),
    DIM("\u001b[2m"),
    GOOD("\u001b[32m"),
    WARN("\u001b[33m");

    private final String escape;

    Style(String escape) {
      this.escape = escape;
    }

    /// The text in this colour, if colours are wanted.
    public String apply(String text, boolean colour) {
      return !colour || escape.isEmpty() ? text : escape + text + "\u001b[0m";
    }
  }

  /// Adds a row of as many cells as there are columns.
  public void row(List<Cell> cells) {
    rows.add(List.copyOf(cells));
  }

  /// Draws a rule before the next row.
  public void rule() {
    ruleBefore = rows.size();
  }

  /// The columns that all but the first take, with the gaps before them.
  int widthWithoutFirst() {
    int total = 0;
    for (int i = 1; i < columns.size(); i++) {
      total += GAP + natural(i);
    }
    return total;
  }

  /// The table, with a line feed at the end of every line.
  ///
  /// @param width the terminal's columns
  /// @param colour whether to use ANSI colours
  public String render(int width, boolean colour) {
    int[] widths = new int[columns.size()];
    for (int i = 1; i < widths.length; i++) {
      widths[i] = natural(i);
    }
    widths[0] = Math.max(4, Math.min(natural(0), width - widthWithoutFirst()));
    String rule = "─".repeat(widths[0] + widthWithoutFirst());
    StringBuilder out = new StringBuilder();
    line(out, columns.stream().map(c -> new Cell(c.title(), Style.BOLD)).toList(), widths, colour);
    out.append(Style.DIM.apply(rule, colour)).append('\n');
    for (int i = 0; i < rows.size(); i++) {
      if (i == ruleBefore) {
        out.append(Style.DIM.apply(rule, colour)).append('\n');
      }
      line(out, rows.get(i), widths, colour);
    }
    return out.toString();
  }

  private void line(StringBuilder out, List<Cell> cells, int[] widths, boolean colour) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String text = DisplayWidth.elide(cells.get(i).text(), widths[i]);
      boolean last = i == cells.size() - 1;
      String padded =
          columns.get(i).right()
              ? DisplayWidth.padLeft(text, widths[i])
              : last ? text : DisplayWidth.padRight(text, widths[i]);
      line.append(i == 0 ? "" : " ".repeat(GAP));
      line.append(cells.get(i).style().apply(padded, colour));
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private int natural(int column) {
    int widest = DisplayWidth.of(columns.get(column).title());
    for (List<Cell> row : rows) {
      widest = Math.max(widest, DisplayWidth.of(row.get(column).text()));
    }
    return widest;
  }
}
