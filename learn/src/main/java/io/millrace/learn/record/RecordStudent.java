package io.millrace.learn.record;

import io.millrace.learn.answer.Column;
import io.millrace.learn.answer.RecordFormat;
import io.millrace.learn.answer.RecordFormat.Cell;
import io.millrace.learn.label.LabelModel;
import io.millrace.learn.student.Prediction;
import io.millrace.learn.student.Student;
import io.millrace.learn.student.StudentInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Answers with records: label fields by classifiers, span fields by a tagger, written as the
/// teacher writes. Immutable and safe to share between threads.
///
/// The label field that says most about which spans there are is decided together with the spans.
/// The confidence is the probability of these spans and that label, times that of the other labels.
/// Of an input longer than 2048 tokens the tagger reads the first 2048.
public final class RecordStudent implements Student {
  /// Stands before a stored record student.
  public static final String KIND = "record";

  private static final int FORMAT = 1;

  private final RecordFormat format;
  private final Lessons.Layout layout;
  private final List<Optional<LabelModel>> classifiers;
  private final int contextField;
  private final Optional<Tagger> tagger;

  /// @param classifiers one for each label field, of its column's labels; empty for a constant
  /// @param contextField the label field decided with the spans, or -1
  /// @param tagger empty when there are no span fields
  RecordStudent(
      RecordFormat format,
      List<Optional<LabelModel>> classifiers,
      int contextField,
      Optional<Tagger> tagger) {
    this.format = format;
    this.layout = Lessons.Layout.of(format.columns());
    this.classifiers = List.copyOf(classifiers);
    this.contextField = contextField;
    this.tagger = tagger;
  }

  @Override
  public Prediction answer(String input) {
    double[][] scores = new double[classifiers.size()][];
    for (int f = 0; f < scores.length; f++) {
      Optional<LabelModel> classifier = classifiers.get(f);
      double[] labels = new double[classifier.map(LabelModel::labels).orElse(1)];
      classifier.ifPresent(model -> model.logProbabilities(input, labels));
      scores[f] = labels;
    }
    return decide(Tokens.of(input), scores);
  }

  /// Answers with the classifiers' part done.
  ///
  /// @param scores the logarithm of each label's probability, by label field
  Prediction decide(Tokens tokens, double[][] scores) {
    int[] chosen = new int[scores.length];
    double log = 0;
    for (int f = 0; f < scores.length; f++) {
      chosen[f] = top(scores[f]);
      log += f == contextField ? 0 : scores[f][chosen[f]];
    }
    List<Span> spans = List.of();
    if (tagger.isPresent()) {
      double[] contexts = contextField < 0 ? new double[1] : scores[contextField];
      Tagger.Tagging tagging = tagger.get().tag(tokens, contexts);
      spans = tagging.spans();
      log += tagging.logProbability();
      if (contextField >= 0) {
        chosen[contextField] = tagging.context();
      }
    }
    return new Prediction(format.render(cells(tokens, chosen, spans)), Math.exp(Math.min(0, log)));
  }

  private static int top(double[] scores) {
    int top = 0;
    for (int c = 1; c < scores.length; c++) {
      top = scores[c] > scores[top] ? c : top;
    }
    return top;
  }

  private List<Cell> cells(Tokens tokens, int[] labels, List<Span> spans) {
    List<Cell> cells = new ArrayList<>();
    int label = 0;
    int field = 0;
    for (Column column : layout.columns()) {
      cells.add(
          column.spans() ? cell(tokens, field++, column, spans) : Cell.ofLabel(labels[label++]));
    }
    return cells;
  }

  private static Cell cell(Tokens tokens, int field, Column column, List<Span> spans) {
    List<String> values = new ArrayList<>();
    int place = Cell.NOWHERE;
    for (Span span : spans) {
      if (span.field() == field && (values.isEmpty() || column.several())) {
        values.add(tokens.slice(span.first(), span.last()));
        place = Math.min(place, tokens.start[span.first()]);
      }
    }
    return Cell.ofSpans(
        column.distinct() ? List.copyOf(new LinkedHashSet<>(values)) : values, place);
  }

  @Override
  public StudentInfo info() {
    List<String> members = new ArrayList<>();
    tagger.ifPresent(_ -> members.add("tagger"));
    models().flatMap(model -> model.members().stream()).distinct().forEach(members::add);
    return new StudentInfo(KIND, members, models().anyMatch(LabelModel::encoder), bytes());
  }

  private Stream<LabelModel> models() {
    return classifiers.stream().flatMap(Optional::stream);
  }

  private long bytes() {
    return models().mapToLong(LabelModel::bytes).sum() + tagger.map(Tagger::bytes).orElse(0L);
  }

  /// The same with a smaller tagger.
  RecordStudent compact(float threshold) {
    return new RecordStudent(
        format, classifiers, contextField, tagger.map(full -> full.compact(threshold)));
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(KIND);
    out.writeInt(FORMAT);
    format.write(out);
    for (Optional<LabelModel> classifier : classifiers) {
      out.writeBoolean(classifier.isPresent());
      if (classifier.isPresent()) {
        classifier.get().write(out);
      }
    }
    out.writeInt(contextField);
    out.writeBoolean(tagger.isPresent());
    if (tagger.isPresent()) {
      tagger.get().write(out);
    }
  }

  /// Restores what [#write] wrote, its kind already read.
  ///
  /// @throws IOException when the bytes are not such a student
  public static RecordStudent read(DataInput in) throws IOException {
    int version = in.readInt();
    if (version != FORMAT) {
      throw new IOException("a record student of format " + version + " cannot be read");
    }
    RecordFormat format = RecordFormat.read(in);
    Lessons.Layout layout = Lessons.Layout.of(format.columns());
    List<Optional<LabelModel>> classifiers = new ArrayList<>();
    for (int f = 0; f < layout.labelColumns().length; f++) {
      Optional<LabelModel> model =
          in.readBoolean() ? Optional.of(LabelModel.read(in)) : Optional.empty();
      if (model.map(LabelModel::labels).orElse(1) != layout.labelColumn(f).labels().size()) {
        throw new IOException("a stored classifier does not fit its field");
      }
      classifiers.add(model);
    }
    int contextField = in.readInt();
    Optional<Tagger> tagger = in.readBoolean() ? Optional.of(Tagger.read(in)) : Optional.empty();
    int contexts = contextField < 0 ? 1 : layout.labelColumn(contextField).labels().size();
    if (tagger.isPresent() && !tagger.get().fits(layout.spanColumns().length, contexts)) {
      throw new IOException("the stored tagger does not fit its record");
    }
    return new RecordStudent(format, classifiers, contextField, tagger);
  }
}
