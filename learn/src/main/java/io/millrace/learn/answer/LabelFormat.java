package io.millrace.learn.answer;

import io.millrace.learn.student.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How a teacher writes each label of a closed set: from answer to label and back to the exact
/// answer. Immutable.
///
/// Two answers have one label when their canonical forms are equal: the JSON value for an answer
/// that is a JSON object in constant text, else the text without white space and Markdown fence
/// around it. A label is written as the teacher most often wrote it.
public final class LabelFormat {
  private final List<String> canonical;
  private final List<String> rendered;
  private final List<String> names;
  private final String wrapping;
  private final Map<String, Integer> index = new HashMap<>();

  private LabelFormat(
      List<String> canonical, List<String> rendered, List<String> names, String wrapping) {
    this.canonical = List.copyOf(canonical);
    this.rendered = List.copyOf(rendered);
    this.names = List.copyOf(names);
    this.wrapping = wrapping;
    for (int i = 0; i < canonical.size(); i++) {
      index.put(canonical.get(i), i);
    }
  }

  /// Learns the labels of a set that [AnswerShapes] found closed. An answer seen once among many is
  /// a slip of the teacher and no label.
  public static LabelFormat learn(List<Example> examples) {
    Map<String, Map<String, Long>> spellings = new LinkedHashMap<>();
    Map<String, Integer> distinct = new HashMap<>();
    for (Example example : examples) {
      String label = canonical(example.answer());
      spellings
          .computeIfAbsent(label, _ -> new TreeMap<>())
          .merge(example.answer(), (long) example.weight(), Long::sum);
      distinct.merge(label, 1, Integer::sum);
    }
    int least = examples.size() < 50 ? 1 : 2;
    List<String> labels =
        spellings.keySet().stream()
            .filter(label -> distinct.getOrDefault(label, 0) >= least)
            .sorted(
                Comparator.<String>comparingLong(l -> -total(spellings.getOrDefault(l, Map.of())))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    List<String> rendered =
        labels.stream().map(l -> commonest(spellings.getOrDefault(l, Map.of()))).toList();
    var naming = Naming.of(labels);
    return new LabelFormat(labels, rendered, naming.names(), naming.wrapping());
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String commonest(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .orElseThrow()
        .getKey();
  }

  /// The form that answers of one label share.
  static String canonical(String answer) {
    return Envelope.open(answer).map(opened -> opened.object().canonical()).orElse(bare(answer));
  }

  private static String bare(String answer) {
    String text = answer.strip();
    if (text.startsWith("```") && text.endsWith("```") && text.indexOf('\n') > 0) {
      text = text.substring(text.indexOf('\n'), text.length() - 3).strip();
    }
    return text;
  }

  /// The label of an answer, or -1 for an answer that is none.
  public int labelOf(String answer) {
    return index.getOrDefault(canonical(answer), -1);
  }

  /// The bytes of a label as the teacher writes it.
  public String render(int label) {
    return rendered.get(label);
  }

  /// Names to show, such as `refund` for `{"intent": "refund"}`; most frequent first, all
  /// different.
  public List<String> labels() {
    return names;
  }

  /// How the label is written: `bare`, `json`, or `sentence`.
  public String wrapping() {
    return wrapping;
  }

  /// Writes what [#read] restores.
  public void write(DataOutput out) throws IOException {
    StoredText.writeAll(out, canonical);
    StoredText.writeAll(out, rendered);
    StoredText.writeAll(out, names);
    StoredText.write(out, wrapping);
  }

  /// Restores what [#write] wrote.
  public static LabelFormat read(DataInput in) throws IOException {
    List<String> canonical = StoredText.readAll(in);
    List<String> rendered = StoredText.readAll(in);
    List<String> names = StoredText.readAll(in);
    if (rendered.size() != canonical.size() || names.size() != canonical.size()) {
      throw new IOException("the stored labels and their spellings differ in number");
    }
    return new LabelFormat(canonical, rendered, names, StoredText.read(in));
  }

  /// Short names for canonical labels.
  private record Naming(List<String> names, String wrapping) {
    static Naming of(List<String> labels) {
      List<Json.Obj> objects = new ArrayList<>();
      for (String label : labels) {
        Json.parse(label)
            .filter(Json.Obj.class::isInstance)
            .ifPresent(value -> objects.add((Json.Obj) value));
      }
      if (2 * objects.size() > labels.size()) {
        return new Naming(unique(labels, fromObjects(labels, objects)), "json");
      }
      List<String> cut = withoutFrame(labels);
      return new Naming(unique(labels, cut), cut.equals(labels) ? "bare" : "sentence");
    }

    private static List<String> fromObjects(List<String> labels, List<Json.Obj> objects) {
      var keys = new LinkedHashSet<String>();
      objects.forEach(object -> object.members().forEach(member -> keys.add(member.key())));
      List<String> telling =
          keys.stream()
              .filter(key -> objects.stream().map(o -> o.get(key)).distinct().count() > 1)
              .toList();
      List<String> shown = telling.isEmpty() ? List.copyOf(keys) : telling;
      return labels.stream()
          .map(label ->
              Json.parse(label)
                  .filter(Json.Obj.class::isInstance)
                  .map(value -> shown((Json.Obj) value, shown))
                  .orElse(label))
          .toList();
    }

    private static String shown(Json.Obj object, List<String> keys) {
      if (keys.size() == 1) {
        return object.get(keys.getFirst()).map(Naming::plain).orElse("");
      }
      return String.join(
          ", ",
          keys.stream()
              .map(key -> object.get(key).map(value -> key + "=" + plain(value)))
              .flatMap(Optional::stream)
              .toList());
    }

    private static String plain(Json value) {
      return value instanceof Json.Str(String text) ? text : value.canonical();
    }

    /// Cuts the words that all labels begin and end with.
    private static List<String> withoutFrame(List<String> labels) {
      if (labels.size() < 2) {
        return labels;
      }
      int before = frame(labels, true);
      int after = frame(labels, false);
      boolean room = labels.stream().allMatch(l -> l.length() > before + after);
      return room
          ? labels.stream().map(l -> l.substring(before, l.length() - after)).toList()
          : labels;
    }

    private static int frame(List<String> labels, boolean front) {
      String first = labels.getFirst();
      int most = labels.stream().mapToInt(String::length).min().orElse(0);
      int same = 0;
      while (same < most && allAgree(labels, first, same, front)) {
        same++;
      }
      while (same > 0 && !boundary(unit(first, same - 1, front), same)) {
        same--;
      }
      return same;
    }

    private static boolean allAgree(List<String> labels, String first, int at, boolean front) {
      return labels.stream().allMatch(l -> unit(l, at, front) == unit(first, at, front));
    }

    private static char unit(String text, int at, boolean front) {
      return text.charAt(front ? at : text.length() - 1 - at);
    }

    /// Words end at a character that is no letter; where words are not spaced, a frame of a few
    /// characters is taken for one.
    private static boolean boundary(char c, int length) {
      return !Character.isLetterOrDigit(c) || (Character.isIdeographic(c) && length > 3);
    }

    private static List<String> unique(List<String> labels, List<String> names) {
      boolean clear =
          names.stream().distinct().count() == labels.size()
              && names.stream().noneMatch(String::isBlank);
      return clear ? names : labels;
    }
  }
}
