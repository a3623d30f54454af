package io.millrace.store.calllog;

import java.io.IOException;

/// Cuts a stream into records without understanding them. One thread at a time.
///
/// Three cuts: a line; a row of CSV, which may hold line breaks between quotes; an element of a
/// JSON array (or one of several JSON objects in a row), found by counting brackets outside of
/// strings. Memory: one record.
final class RecordCutter {
  /// Where one record ends and the next begins.
  enum Cut {
    LINE,
    ROW,
    ELEMENT
  }

  private final ByteSource source;
  private final Cut cut;
  private final RecordBytes record;
  private long line = 1;
  private long recordLine = 1;

  RecordCutter(ByteSource source, Cut cut, RecordBytes record) {
    this.source = source;
    this.cut = cut;
    this.record = record;
  }

  /// Moves to the next record that is not blank.
  ///
  /// @return false at the end
  /// @throws IOException when the stream broke off; the record it broke in is dropped
  boolean next() throws IOException {
    do {
      record.clear();
      recordLine = line;
      if (!source.fill()) {
        return false;
      }
      switch (cut) {
        case LINE -> cutLine();
        case ROW -> cutRow();
        case ELEMENT -> cutElement();
      }
    } while (record.blank());
    return true;
  }

  /// The line that the current record begins on, from 1.
  long line() {
    return recordLine;
  }

  private void cutLine() throws IOException {
    while (source.fill()) {
      int start = source.position;
      int end = start;
      while (end < source.limit && source.buffer[end] != '\n') {
        end++;
      }
      record.append(source.buffer, start, end);
      source.position = end;
      if (end < source.limit) {
        source.position++;
        line++;
        return;
      }
    }
  }

  private void cutRow() throws IOException {
    boolean quoted = false;
    while (source.fill()) {
      int start = source.position;
      for (int i = start; i < source.limit; i++) {
        byte b = source.buffer[i];
        if (b == '"') {
          quoted = !quoted;
        } else if (b == '\n') {
          line++;
          if (!quoted) {
            record.append(source.buffer, start, i);
            source.position = i + 1;
            return;
          }
        }
      }
      record.append(source.buffer, start, source.limit);
      source.position = source.limit;
    }
  }

  private void cutElement() throws IOException {
    if (!skipToElement()) {
      return;
    }
    recordLine = line;
    if (source.buffer[source.position] == '{') {
      cutObject();
    } else {
      cutScrap();
    }
  }

  private boolean skipToElement() throws IOException {
    while (source.fill()) {
      byte b = source.buffer[source.position];
      if (b == '\n') {
        line++;
      } else if (b != ' ' && b != '\t' && b != '\r' && b != ',' && b != '[' && b != ']') {
        return true;
      }
      source.position++;
    }
    return false;
  }

  private void cutObject() throws IOException {
    int depth = 0;
    boolean inString = false;
    boolean escaped = false;
    while (source.fill()) {
      int start = source.position;
      for (int i = start; i < source.limit; i++) {
        byte b = source.buffer[i];
        if (b == '\n') {
          line++;
        }
        if (inString) {
          inString = escaped || b != '"';
          escaped = !escaped && b == '\\';
        } else if (b == '"') {
          inString = true;
        } else if (b == '{' || b == '[') {
          depth++;
        } else if ((b == '}' || b == ']') && --depth == 0) {
          record.append(source.buffer, start, i + 1);
          source.position = i + 1;
          return;
        }
      }
      record.append(source.buffer, start, source.limit);
      source.position = source.limit;
    }
  }

  /// What stands between elements and is no object: up to the next comma, bracket or line.
  private void cutScrap() throws IOException {
    while (source.fill()) {
      int start = source.position;
      for (int i = start; i < source.limit; i++) {
        byte b = source.buffer[i];
        if (b == ',' || b == ']' || b == '\n' || b == '{') {
          record.append(source.buffer, start, i);
          source.position = i;
          return;
        }
      }
      record.append(source.buffer, start, source.limit);
      source.position = source.limit;
    }
  }
}
