package io.millrace.store.calllog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The columns of a CSV export (RFC 4180), and how a row becomes an object of texts.
final class CsvHeader {
  private final List<String> columns;

  private CsvHeader(List<String> columns) {
    this.columns = columns;
  }

  /// The header that a line holds; null when the line is no header of a call log.
  static @Nullable CsvHeader of(String line) {
    List<String> columns = cells(line);
    if (columns == null) {
      return null;
    }
    boolean litellm = columns.contains("request_id") && columns.contains("startTime");
    boolean langfuse =
        columns.contains("input")
            && columns.contains("output")
            && (columns.contains("startTime") || columns.contains("start_time"));
    boolean exchange = columns.contains("request") && columns.contains("response");
    return litellm || langfuse || exchange ? new CsvHeader(columns) : null;
  }

  /// The row as an object; null when it has not as many cells as the header.
  @Nullable ObjectNode row(String row) {
    List<String> cells = cells(row);
    if (cells == null || cells.size() != columns.size()) {
      return null;
    }
    ObjectNode object = Fields.JSON.createObjectNode();
    for (int i = 0; i < cells.size(); i++) {
      if (!cells.get(i).isEmpty()) {
        object.put(columns.get(i), cells.get(i));
      }
    }
    return object;
  }

  int size() {
    return columns.size();
  }

  /// The cells of a row; null when a quote is not closed.
  private static @Nullable List<String> cells(String row) {
    var cells = new ArrayList<String>();
    int end = row.endsWith("\r") ? row.length() - 1 : row.length();
    int i = 0;
    do {
      var cell = new StringBuilder();
      if (i < end && row.charAt(i) == '"') {
        i = quoted(row, i + 1, end, cell);
        if (i < 0) {
          return null;
        }
      }
      while (i < end && row.charAt(i) != ',') {
        cell.append(row.charAt(i++));
      }
      cells.add(cell.toString());
    } while (i++ < end);
    return cells;
  }

  /// Reads up to the closing quote; the position after it, or -1 when there is none.
  private static int quoted(String row, int start, int end, StringBuilder cell) {
    int i = start;
    while (i < end) {
      char c = row.charAt(i++);
      if (c != '"') {
        cell.append(c);
      } else if (i < end && row.charAt(i) == '"') {
        cell.append('"');
        i++;
      } else {
        return i;
      }
    }
    return -1;
  }
}
