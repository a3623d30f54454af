package io.millrace.learn.answer;

import io.millrace.learn.answer.AnswerShape.Field;
import io.millrace.learn.answer.AnswerShape.FieldKind;
import io.millrace.learn.student.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks at one field of a record over many answers and says what its values are.
final class FieldSurvey {
  /// Fields that fewer answers than this have are slips of the teacher.
  private static final double RARE = 0.002;

  /// An unlearnable field in fewer answers than this costs those answers, not the scenario.
  private static final double NEGLIGIBLE = 0.02;

  /// A field with one value in more answers than this is not copied, whatever the inputs hold.
  private static final double CONSTANT = 0.97;

  private static final double COPIED = 0.85;
  private static final double LIFT = 0.3;
  private static final int MAX_NUMBERS = 20;

  /// How many other answers are asked for one that differs.
  private static final int TRIES = 20;

  private final List<Entry> entries = new ArrayList<>();
  private final int answers;

  /// A value and the input that it may have been copied from.
  ///
  /// @param stranger the input of an answer that says something else in this field, or nothing
  private record Entry(String input, Json value, String stranger) {}

  private FieldSurvey(int answers) {
    this.answers = answers;
  }

  /// What a survey found.
  ///
  /// @param fields those that matter, in order of first appearance
  /// @param obstacles one for each field that cannot be learned
  /// @param varying how many of them do not say the same in nearly all answers
  record Finding(List<Field> fields, List<Obstacle> obstacles, int varying) {}

  /// Surveys all fields.
  ///
  /// @param objects the answers that are objects, each with its example's index
  static Finding of(List<Example> examples, Map<Integer, Json.Obj> objects) {
    List<String> inputs = objects.keySet().stream().map(i -> examples.get(i).input()).toList();
    List<Map<List<String>, Json>> answers =
        objects.values().stream().map(object -> Flattened.of(object).leaves()).toList();
    Map<String, FieldSurvey> surveys = new LinkedHashMap<>();
    for (int i = 0; i < answers.size(); i++) {
      for (Map.Entry<List<String>, Json> leaf : answers.get(i).entrySet()) {
        String stranger = stranger(answers, inputs, i, leaf.getKey(), leaf.getValue());
        surveys
            .computeIfAbsent(Flattened.name(leaf.getKey()), _ -> new FieldSurvey(answers.size()))
            .entries
            .add(new Entry(inputs.get(i), leaf.getValue(), stranger));
      }
    }
    List<Field> fields = new ArrayList<>();
    List<Obstacle> obstacles = new ArrayList<>();
    surveys.forEach((name, survey) -> survey.report(name, fields, obstacles));
    long constant = surveys.values().stream().filter(FieldSurvey::constant).count();
    return new Finding(fields, obstacles, fields.size() - (int) constant);
  }

  private static String stranger(
      List<Map<List<String>, Json>> answers,
      List<String> inputs,
      int from,
      List<String> path,
      Json value) {
    for (int step = 0; step < TRIES && step < answers.size(); step++) {
      int other = (from + answers.size() / 2 + step) % answers.size();
      if (!value.equals(answers.get(other).get(path))) {
        return inputs.get(other);
      }
    }
    return "";
  }

  private void report(String name, List<Field> fields, List<Obstacle> obstacles) {
    double presence = (double) entries.size() / answers;
    if (entries.size() < 2 || presence < RARE || emptyObjects()) {
      return;
    }
    FieldKind kind = kind();
    if (!kind.learnable() && presence < NEGLIGIBLE) {
      return;
    }
    fields.add(new Field(name, kind, presence));
    obstacle(name, kind).ifPresent(obstacles::add);
  }

  /// An object that is sometimes empty is no field: its members are.
  private boolean emptyObjects() {
    return entries.stream().allMatch(e -> e.value() instanceof Json.Obj);
  }

  private boolean constant() {
    Map<String, Integer> counts = new HashMap<>();
    entries.forEach(e -> counts.merge(e.value().canonical(), 1, Integer::sum));
    return counts.values().stream().anyMatch(count -> count >= CONSTANT * answers);
  }

  private FieldKind kind() {
    List<Entry> told = told();
    var distinct = new HashSet<String>();
    told.forEach(e -> distinct.add(e.value().canonical()));
    boolean constant = distinct.size() < 2 && entries.size() >= CONSTANT * answers;
    if (!constant && copied(told) >= COPIED && lift(told) >= LIFT) {
      return lists() ? FieldKind.SPAN_LIST : FieldKind.SPAN;
    }
    boolean numbers = 2 * count(told, Json.Num.class) > told.size();
    boolean closed =
        ClosedSet.of(entries.stream().map(e -> e.value().canonical()).toList()).closed();
    if (closed && !(numbers && distinct.size() > MAX_NUMBERS)) {
      return FieldKind.LABEL;
    }
    if (numbers) {
      return FieldKind.NUMBER;
    }
    return 2 * count(told, Json.Str.class) > told.size() ? FieldKind.TEXT : FieldKind.OTHER;
  }

  private List<Entry> told() {
    return entries.stream().filter(e -> !Flattened.missing(e.value())).toList();
  }

  private static long count(List<Entry> entries, Class<? extends Json> type) {
    return entries.stream().filter(e -> type.isInstance(e.value())).count();
  }

  private boolean lists() {
    return 2 * count(entries, Json.Arr.class) > entries.size();
  }

  private static double copied(List<Entry> told) {
    long copied = told.stream().filter(e -> copied(e.value(), e.input())).count();
    return told.isEmpty() ? 0 : (double) copied / told.size();
  }

  /// How much oftener values occur in their own input than in that of another answer: short values
  /// are in many inputs by chance.
  private static double lift(List<Entry> told) {
    int copied = 0;
    int chance = 0;
    for (Entry entry : told) {
      copied += copied(entry.value(), entry.input()) ? 1 : 0;
      chance += copied(entry.value(), entry.stranger()) ? 1 : 0;
    }
    return (double) (copied - chance) / told.size();
  }

  private static boolean copied(Json value, String input) {
    return switch (value) {
      case Json.Str(String text) -> Copied.find(input, text, 0) >= 0;
      case Json.Num(String digits) -> Copied.find(input, digits, 0) >= 0;
      case Json.Arr(var items) ->
          items.stream().allMatch(item -> item instanceof Json.Str && copied(item, input));
      default -> false;
    };
  }

  private Optional<Obstacle> obstacle(String name, FieldKind kind) {
    String code =
        switch (kind) {
          case LABEL, SPAN, SPAN_LIST -> "";
          case NUMBER -> "field_number";
          case TEXT -> "field_text";
          case OTHER -> "field_other";
        };
    if (code.isEmpty()) {
      return Optional.empty();
    }
    long distinct = entries.stream().map(e -> e.value().canonical()).distinct().count();
    return Optional.of(
        new Obstacle(
            code,
            Map.of(
                "field", name,
                "distinct", String.valueOf(distinct),
                "copied", Obstacle.share(copied(told())))));
  }
}
