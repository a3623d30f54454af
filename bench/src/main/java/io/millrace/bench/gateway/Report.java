package io.millrace.bench.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints what is measured as it comes, and all bars as one table at the end. One thread at a time.
final class Report {
  /// One measured thing with what it must reach.
  private record Row(String what, String measured, String bar, String aim, String verdict) {}

  private final List<Row> rows = new ArrayList<>();
  private boolean missed;

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a new dependency
  void line(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /// A figure beside the bars.
  void note(String what, String measured) {
    add(new Row(what, measured, "", "", ""));
  }

  /// A figure that must be at most `bar` and should be at most `aim`; the two are equal where no
  /// aim is set.
  void atMost(String what, double value, String measured, double bar, double aim, String unit) {
    String reached = aim == bar ? "reached" : value <= aim ? "aim reached" : "bar reached";
    String verdict = value <= bar ? reached : "MISSED";
    missed |= !(value <= bar);
    add(new Row(what, measured, limit(bar, unit), aim == bar ? "" : limit(aim, unit), verdict));
  }

  /// Something that must hold.
  void holds(String what, boolean held, String measured) {
    missed |= !held;
    add(new Row(what, measured, "holds", "", held ? "reached" : "MISSED"));
  }

  private static String limit(double limit, String unit) {
    String number =
        limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
    return number + unit;
  }

  private void add(Row row) {
    rows.add(row);
    line("  %s: %s %s", row.what, row.measured, row.verdict);
  }

  /// Prints the table.
  ///
  /// @return whether every bar was reached
  boolean end() {
    int what = rows.stream().mapToInt(r -> r.what.length()).max().orElse(0);
    int measured = rows.stream().mapToInt(r -> r.measured.length()).max().orElse(0);
    String format =
        "%-" + Math.max(1, what) + "s | %-" + Math.max(1, measured) + "s | %-8s | %-8s | %s";
    line("");
    line(format, "what", "median (least to greatest)", "bar", "aim", "");
    for (Row row : rows) {
      line(format, row.what, row.measured, row.bar, row.aim, row.verdict);
    }
    return !missed;
  }
}
