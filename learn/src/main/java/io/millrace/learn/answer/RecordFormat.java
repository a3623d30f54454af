package io.millrace.learn.answer;

import io.millrace.learn.student.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a teacher writes a record: from values to the exact bytes and back. Immutable.
///
/// Learned are the text around the JSON, white space, escapes, the order of keys in each object,
/// how a missing value is written, and whether empty objects stay. [#reproduced] says how well that
/// explains the answers that it was learned from.
public final class RecordFormat {
  private final Envelope envelope;
  private final JsonStyle style;
  private final List<Column> columns;
  private final Map<List<String>, Level> levels;
  private final double reproduced;
  private final Branch root;
  private final List<Map<String, Integer>> labelIndex = new ArrayList<>();
  private final List<List<@Nullable Json>> labelLeaves = new ArrayList<>();

  /// An object in the record.
  ///
  /// @param keepEmpty whether it is written when nothing is in it
  private record Level(KeyOrder order, boolean keepEmpty) {}

  /// What a field says.
  ///
  /// @param label for a label field the index of its value, or -1 for one that is not known; else
  ///   -1
  /// @param spans for a span field its values in order
  /// @param place where the first span begins in the input; [#NOWHERE] without one
  public record Cell(int label, List<String> spans, int place) {
    /// The place of a value that is not in the input.
    public static final int NOWHERE = KeyOrder.NOWHERE;

    public Cell {
      spans = List.copyOf(spans);
    }

    /// A label field's value.
    public static Cell ofLabel(int label) {
      return new Cell(label, List.of(), NOWHERE);
    }

    /// A span field's values.
    public static Cell ofSpans(List<String> spans, int place) {
      return new Cell(-1, spans, place);
    }
  }

  /// The tree of keys: a field at its end, or an object of more.
  private sealed interface Branch {
    record Leaf(int column) implements Branch {}

    record Inner(Map<String, Branch> children, Level level) implements Branch {}
  }

  private RecordFormat(
      Envelope envelope,
      JsonStyle style,
      List<Column> columns,
      Map<List<String>, Level> levels,
      double reproduced) {
    this.envelope = envelope;
    this.style = style;
    this.columns = List.copyOf(columns);
    this.levels = levels;
    this.reproduced = reproduced;
    this.root = branch(List.of());
    for (Column column : columns) {
      labelIndex.add(indexOf(column.labels()));
      labelLeaves.add(leavesOf(column.labels()));
    }
  }

  private static Map<String, Integer> indexOf(List<String> labels) {
    Map<String, Integer> index = new HashMap<>();
    labels.forEach(label -> index.put(label, index.size()));
    return index;
  }

  private static List<@Nullable Json> leavesOf(List<String> labels) {
    List<@Nullable Json> leaves = new ArrayList<>();
    for (String label : labels) {
      leaves.add(label.equals(Column.ABSENT) ? null : Json.parse(label).orElseThrow());
    }
    return Collections.unmodifiableList(leaves);
  }

  private Branch branch(List<String> path) {
    Map<String, Branch> children = new TreeMap<>();
    for (int i = 0; i < columns.size(); i++) {
      List<String> keys = columns.get(i).keys();
      if (keys.equals(path)) {
        return new Branch.Leaf(i);
      }
      if (keys.size() > path.size() && keys.subList(0, path.size()).equals(path)) {
        String key = keys.get(path.size());
        List<String> below = new ArrayList<>(path);
        below.add(key);
        children.computeIfAbsent(key, _ -> branch(below));
      }
    }
    return new Branch.Inner(children, levels.getOrDefault(path, Levels.NONE));
  }

  /// Learns the format of a record's answers. Answers that are not of the shape are passed over.
  public static RecordFormat learn(AnswerShape.Record shape, List<Example> examples) {
    var lessons = Lesson.of(examples);
    List<Column> columns = new ArrayList<>();
    Map<String, List<String>> paths = new HashMap<>();
    lessons.forEach(
        lesson -> lesson.leaves().keySet().forEach(p -> paths.putIfAbsent(Flattened.name(p), p)));
    for (AnswerShape.Field field : shape.fields()) {
      List<String> keys = paths.getOrDefault(field.path(), List.of(field.path()));
      List<@Nullable Json> leaves = new ArrayList<>();
      lessons.forEach(lesson -> leaves.add(lesson.leaves().get(keys)));
      columns.add(Column.learn(keys, field.kind(), leaves));
    }
    var envelope = Envelope.commonest(lessons.stream().map(Lesson::envelope).toList());
    var style = JsonStyle.learn(lessons.stream().map(Lesson::text).toList());
    Map<List<String>, Level> levels = Levels.learn(columns, lessons);
    var draft = new RecordFormat(envelope, style, columns, levels, 0);
    return new RecordFormat(envelope, style, columns, levels, draft.shareReproduced(examples));
  }

  /// An answer taken apart.
  private record Lesson(
      String input,
      Envelope envelope,
      String text,
      Json.Obj object,
      Map<List<String>, Json> leaves) {
    static List<Lesson> of(List<Example> examples) {
      List<Lesson> lessons = new ArrayList<>();
      for (Example example : examples) {
        Envelope.open(example.answer())
            .ifPresent(opened ->
                lessons.add(
                    new Lesson(
                        example.input(),
                        opened.envelope(),
                        opened.text(),
                        opened.object(),
                        Flattened.of(opened.object()).leaves())));
      }
      return lessons;
    }
  }

  /// Learns the objects of a record.
  private static final class Levels {
    static final Level NONE = new Level(new KeyOrder(List.of(), false, List.of()), false);

    private Levels() {}

    static Map<List<String>, Level> learn(List<Column> columns, List<Lesson> lessons) {
      Map<List<String>, Level> levels = new HashMap<>();
      for (Column column : columns) {
        for (int depth = 0; depth < column.keys().size(); depth++) {
          List<String> path = List.copyOf(column.keys().subList(0, depth));
          levels.computeIfAbsent(path, p -> level(p, columns, lessons));
        }
      }
      return levels;
    }

    private static Level level(List<String> path, List<Column> columns, List<Lesson> lessons) {
      List<KeyOrder.Seen> seen = new ArrayList<>();
      int kept = 0;
      int dropped = 0;
      for (Lesson lesson : lessons) {
        Optional<Json.Obj> object = at(lesson.object(), path);
        if (object.isEmpty()) {
          dropped++;
        } else if (object.get().members().isEmpty()) {
          kept++;
        } else {
          seen.add(seen(lesson, path, object.get(), columns));
        }
      }
      return new Level(KeyOrder.learn(seen), path.isEmpty() || kept >= dropped);
    }

    private static Optional<Json.Obj> at(Json.Obj object, List<String> path) {
      Optional<Json.Obj> here = Optional.of(object);
      for (String key : path) {
        here =
            here.flatMap(o -> o.get(key))
                .filter(Json.Obj.class::isInstance)
                .map(Json.Obj.class::cast);
      }
      return here;
    }

    private static KeyOrder.Seen seen(
        Lesson lesson, List<String> path, Json.Obj object, List<Column> columns) {
      List<String> keys = object.members().stream().map(Json.Member::key).toList();
      List<Integer> places = new ArrayList<>();
      for (String key : keys) {
        List<String> below = new ArrayList<>(path);
        below.add(key);
        places.add(
            columns.stream()
                .filter(column -> column.spans() && column.keys().equals(below))
                .findFirst()
                .flatMap(_ -> Column.texts(lesson.leaves().get(below)))
                .map(texts -> place(lesson.input(), texts))
                .orElse(Cell.NOWHERE));
      }
      return new KeyOrder.Seen(keys, places);
    }
  }

  private static int place(String input, List<String> texts) {
    int first = Cell.NOWHERE;
    for (String text : texts) {
      int at = Copied.find(input, text, 0);
      first = at < 0 ? first : Math.min(first, at);
    }
    return first;
  }

  private double shareReproduced(List<Example> examples) {
    long exact =
        examples.stream()
            .filter(e ->
                parse(e.answer(), e.input())
                    .filter(cells -> known(cells) && render(cells).equals(e.answer()))
                    .isPresent())
            .count();
    return examples.isEmpty() ? 0 : (double) exact / examples.size();
  }

  private boolean known(List<Cell> cells) {
    for (int i = 0; i < cells.size(); i++) {
      if (!columns.get(i).spans() && cells.get(i).label() < 0) {
        return false;
      }
    }
    return true;
  }

  /// The fields, in the order of the cells.
  public List<Column> columns() {
    return columns;
  }

  /// The share of the answers learned from that are written back byte for byte.
  public double reproduced() {
    return reproduced;
  }

  /// What an answer says, a cell for each column; empty when it is no object of these fields.
  ///
  /// @param input where to look for the places of spans
  public Optional<List<Cell>> parse(String answer, String input) {
    return Envelope.open(answer)
        .map(opened -> Flattened.of(opened.object()).leaves())
        .flatMap(leaves -> cells(leaves, input));
  }

  private Optional<List<Cell>> cells(Map<List<String>, Json> leaves, String input) {
    List<Cell> cells = new ArrayList<>();
    int used = 0;
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      Json leaf = leaves.get(column.keys());
      used += leaf == null ? 0 : 1;
      if (column.spans()) {
        Optional<List<String>> texts = Column.texts(leaf);
        if (texts.isEmpty()) {
          return Optional.empty();
        }
        cells.add(Cell.ofSpans(texts.get(), place(input, texts.get())));
      } else {
        String label = leaf == null ? Column.ABSENT : leaf.canonical();
        cells.add(Cell.ofLabel(labelIndex.get(i).getOrDefault(label, -1)));
      }
    }
    long objects = leaves.keySet().stream().filter(levels::containsKey).count();
    return used + objects == leaves.size() ? Optional.of(cells) : Optional.empty();
  }

  /// The answer that says this, as the teacher would write it.
  ///
  /// @param cells one for each column, labels known
  public String render(List<Cell> cells) {
    Json object = json(root, cells).orElse(new Json.Obj(List.of()));
    return envelope.before() + style.write(object) + envelope.after();
  }

  private Optional<Json> json(Branch branch, List<Cell> cells) {
    return switch (branch) {
      case Branch.Leaf(int column) -> Optional.ofNullable(leaf(column, cells.get(column)));
      case Branch.Inner(var children, var level) -> object(children, level, cells);
    };
  }

  private @Nullable Json leaf(int column, Cell cell) {
    return columns.get(column).spans()
        ? columns.get(column).leaf(cell.spans())
        : labelLeaves.get(column).get(cell.label());
  }

  private Optional<Json> object(Map<String, Branch> children, Level level, List<Cell> cells) {
    List<String> keys = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<Json> values = new ArrayList<>();
    children.forEach((key, child) ->
        json(child, cells)
            .ifPresent(value -> {
              keys.add(key);
              values.add(value);
              places.add(
                  child instanceof Branch.Leaf(int column)
                      ? cells.get(column).place()
                      : Cell.NOWHERE);
            }));
    if (keys.isEmpty() && !level.keepEmpty()) {
      return Optional.empty();
    }
    List<Json.Member> members = new ArrayList<>();
    for (int i : level.order().order(keys, places)) {
      members.add(new Json.Member(keys.get(i), values.get(i)));
    }
    return Optional.of(new Json.Obj(members));
  }

  /// Writes what [#read] restores.
  public void write(DataOutput out) throws IOException {
    envelope.write(out);
    style.write(out);
    out.writeInt(columns.size());
    for (Column column : columns) {
      column.write(out);
    }
    var sorted = new TreeMap<String, List<String>>();
    levels.keySet().forEach(path -> sorted.put(Flattened.name(path), path));
    out.writeInt(sorted.size());
    for (List<String> path : sorted.values()) {
      Level level = levels.getOrDefault(path, Levels.NONE);
      StoredText.writeAll(out, path);
      level.order().write(out);
      out.writeBoolean(level.keepEmpty());
    }
    out.writeDouble(reproduced);
  }

  /// Restores what [#write] wrote.
  public static RecordFormat read(DataInput in) throws IOException {
    var envelope = Envelope.read(in);
    var style = JsonStyle.read(in);
    List<Column> columns = new ArrayList<>();
    for (int left = StoredText.count(in); left > 0; left--) {
      columns.add(Column.read(in));
    }
    Map<List<String>, Level> levels = new HashMap<>();
    for (int left = StoredText.count(in); left > 0; left--) {
      levels.put(StoredText.readAll(in), new Level(KeyOrder.read(in), in.readBoolean()));
    }
    return new RecordFormat(envelope, style, columns, levels, in.readDouble());
  }
}
