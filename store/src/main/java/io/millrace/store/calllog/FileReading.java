package io.millrace.store.calllog;

import io.millrace.model.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;

/// The reading of one file: finds out how it is laid out, cuts it into records, and makes calls of
/// them. One use, one thread.
final class FileReading {
  private static final String[] WRAPPERS = {"data", "observations", "logs", "rows", "calls"};

  private final ByteSource source;
  private final RecordBytes bytes;
  private final int longest;
  private final FileTally tally;
  private final Predicate<LoggedCall> take;
  private @Nullable CsvHeader header;
  private long records;

  /// @param take takes a call; false when its id was seen before
  FileReading(InputStream in, int longest, FileTally tally, Predicate<LoggedCall> take) {
    this.source = new ByteSource(in);
    this.bytes = new RecordBytes(longest);
    this.longest = longest;
    this.tally = tally;
    this.take = take;
  }

  /// @throws IOException when the stream broke off; every record before it was read
  void readAll() throws IOException {
    source.skipByteOrderMark();
    var cutter = new RecordCutter(source, cut(), bytes);
    boolean headless = header != null;
    while (cutter.next()) {
      if (headless) {
        headless = false;
      } else {
        readRecord(cutter.line());
      }
    }
  }

  /// Judges by the beginning. JSON lines are the rule; an array, or an object that is spread over
  /// lines, is cut by its brackets; a first line with the columns of a known export is CSV.
  private RecordCutter.Cut cut() {
    int start = source.position;
    while (start < source.limit && Character.isWhitespace(source.buffer[start])) {
      start++;
    }
    int end = start;
    while (end < source.limit && source.buffer[end] != '\n') {
      end++;
    }
    String line = new String(source.buffer, start, end - start, StandardCharsets.UTF_8).strip();
    if (line.startsWith("[")) {
      return RecordCutter.Cut.ELEMENT;
    }
    if (line.startsWith("{")) {
      boolean spread = line.length() == 1 || line.endsWith(",") || line.endsWith("[");
      return spread ? RecordCutter.Cut.ELEMENT : RecordCutter.Cut.LINE;
    }
    header = CsvHeader.of(line);
    return header == null ? RecordCutter.Cut.LINE : RecordCutter.Cut.ROW;
  }

  private void readRecord(long line) {
    if (bytes.tooLong()) {
      tally.problem(
          line, Problem.Kind.TOO_LONG, "the record is longer than " + longest + " bytes; skipped");
      return;
    }
    int fault = StrictUtf8.firstFault(bytes.array(), bytes.length());
    if (fault >= 0) {
      tally.problem(
          line,
          Problem.Kind.NOT_UTF8,
          "byte " + (fault + 1) + " of the record is not UTF-8; skipped. Save the log as UTF-8");
      return;
    }
    JsonNode record = header == null ? json(line) : row(line, header);
    if (record != null) {
      readNode(record, line);
    }
  }

  private @Nullable JsonNode row(long line, CsvHeader columns) {
    JsonNode row =
        columns.row(new String(bytes.array(), 0, bytes.length(), StandardCharsets.UTF_8));
    if (row == null) {
      tally.problem(
          line,
          Problem.Kind.BROKEN,
          "the row has not the " + columns.size() + " cells of its header; skipped");
    }
    return row;
  }

  private @Nullable JsonNode json(long line) {
    try {
      return Fields.JSON.readTree(bytes.array(), 0, bytes.length());
    } catch (StreamConstraintsException e) {
      tally.problem(line, Problem.Kind.TOO_DEEP, "the JSON is nested too deep; skipped");
    } catch (JacksonException e) {
      int row = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
      tally.problem(
          line + Math.max(0, row - 1),
          Problem.Kind.BROKEN,
          "not JSON from column " + column + " on; skipped");
    }
    return null;
  }

  private void readNode(JsonNode record, long line) {
    LogShape shape = record.isObject() ? LogShape.of(record) : null;
    if (shape == null && record.isObject() && readWrapped(record, line)) {
      return;
    }
    if (record.isArray()) {
      record.forEach(element -> readNode(element, line));
      return;
    }
    if (shape == null) {
      tally.problem(
          line,
          Problem.Kind.NOT_A_CALL,
          "no call in a known shape (OpenAI, Anthropic, LiteLLM, Langfuse): expected request and"
              + " response; skipped");
    } else if (LogShape.isBeside(record)) {
      tally.ignored();
    } else {
      readCall(shape, record, line);
    }
  }

  /// Reads the pages that interfaces send: an object around an array of records.
  private boolean readWrapped(JsonNode record, long line) {
    for (String name : WRAPPERS) {
      JsonNode list = record.get(name);
      if (list != null && list.isArray() && !list.isEmpty() && list.get(0).isObject()) {
        list.forEach(element -> readNode(element, line));
        return true;
      }
    }
    return false;
  }

  private void readCall(LogShape shape, JsonNode record, long line) {
    records++;
    var draft = new CallDraft();
    shape.fill(draft, record);
    if ("EMBEDDING".equals(Fields.text(record, "type"))) {
      draft.conversational = false;
    }
    Instant created = draft.created;
    if (created == null) {
      tally.problem(
          line,
          Problem.Kind.NO_TIME,
          "the call has no usable time (created: seconds, milliseconds or ISO 8601); skipped");
      return;
    }
    Call call = draft.toCall(fallbackId(line), created);
    if (take.test(new LoggedCall(call, record, draft.body, draft.messages, draft.response))) {
      tally.call(call);
    } else {
      tally.problem(
          line,
          Problem.Kind.DUPLICATE,
          "the id was seen before (" + shortened(call.id()) + "); skipped");
    }
  }

  /// An id for a call without one: the file, the line, and the how-manieth record it is.
  private String fallbackId(long line) {
    return tally.file() + ":" + line + "#" + records;
  }

  private static String shortened(String id) {
    return id.length() <= 80 ? id : id.substring(0, 80) + "…";
  }
}
