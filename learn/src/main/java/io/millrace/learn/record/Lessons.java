package io.millrace.learn.record;

import io.millrace.learn.answer.Column;
import io.millrace.learn.answer.RecordFormat;
import io.millrace.learn.answer.RecordFormat.Cell;
import io.millrace.learn.student.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The examples as the members of a record student learn from them. Immutable after construction.
///
/// @param layout what the fields are
/// @param tokens of each input
/// @param labels of each example by label field; -1 where the answer has none that is known
/// @param spans of each example; empty where the answer is of another shape or has a value that is
///   not in the input: such examples teach the tagger nothing
@SuppressWarnings("ArrayRecordComponent") // stays in this package, which changes no array
record Lessons(
    Layout layout, List<Tokens> tokens, int[][] labels, List<Optional<List<Span>>> spans) {

  static Lessons of(RecordFormat format, List<Example> examples) {
    Layout layout = Layout.of(format.columns());
    List<Tokens> tokens = new ArrayList<>();
    List<Optional<List<Span>>> spans = new ArrayList<>();
    int[][] labels = new int[examples.size()][layout.labelColumns().length];
    for (int e = 0; e < examples.size(); e++) {
      Example example = examples.get(e);
      Tokens text = Tokens.of(example.input());
      Optional<List<Cell>> cells = format.parse(example.answer(), example.input());
      tokens.add(text);
      spans.add(cells.flatMap(c -> layout.align(text, c)));
      for (int f = 0; f < layout.labelColumns().length; f++) {
        int column = layout.labelColumns()[f];
        labels[e][f] = cells.map(c -> c.get(column).label()).orElse(-1);
      }
    }
    return new Lessons(layout, tokens, labels, spans);
  }

  int size() {
    return tokens.size();
  }

  /// How many examples have a value that is not in the input.
  long unaligned() {
    return spans.stream().filter(Optional::isEmpty).count();
  }

  /// Which columns are labels and which are spans.
  ///
  /// @param columns of the format
  @SuppressWarnings("ArrayRecordComponent") // stays in this package, which changes no array
  record Layout(List<Column> columns, int[] labelColumns, int[] spanColumns) {
    static Layout of(List<Column> columns) {
      return new Layout(
          columns,
          IntStream.range(0, columns.size()).filter(i -> !columns.get(i).spans()).toArray(),
          IntStream.range(0, columns.size()).filter(i -> columns.get(i).spans()).toArray());
    }

    Column labelColumn(int field) {
      return columns.get(labelColumns[field]);
    }

    Column spanColumn(int field) {
      return columns.get(spanColumns[field]);
    }

    private Optional<List<Span>> align(Tokens text, List<Cell> cells) {
      List<List<String>> values =
          Arrays.stream(spanColumns).mapToObj(column -> cells.get(column).spans()).toList();
      boolean[] everywhere = new boolean[spanColumns.length];
      for (int f = 0; f < everywhere.length; f++) {
        everywhere[f] = spanColumn(f).distinct();
      }
      return Alignment.of(text, values, everywhere);
    }
  }
}
