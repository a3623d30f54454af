package io.millrace.learn.answer;

import io.millrace.learn.answer.AnswerShape.FieldKind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A field of a record as its format sees it: where it stands, and how its values are written.
/// Immutable.
///
/// @param keys the way down to it
/// @param kind a learnable kind
/// @param labels for a label field its values as canonical JSON, most frequent first, [#ABSENT] for
///   a key that is left out; empty for spans
/// @param missing how a span field without a value is written
/// @param listed whether a single span is written as a list of one
/// @param numeric whether spans that are JSON numbers are written bare
/// @param distinct whether a value is written once however often the input has it
/// @param several whether answers have more than one value
public record Column(
    List<String> keys,
    FieldKind kind,
    List<String> labels,
    Missing missing,
    boolean listed,
    boolean numeric,
    boolean distinct,
    boolean several) {
  /// The label of a field that is not there.
  public static final String ABSENT = "";

  /// Lists with several values needed before "never a value twice" is taken for a rule.
  private static final int TELLING_LISTS = 30;

  public Column {
    keys = List.copyOf(keys);
    labels = List.copyOf(labels);
  }

  /// How no value is written.
  public enum Missing {
    LEFT_OUT,
    NULL,
    EMPTY_TEXT,
    EMPTY_LIST
  }

  /// The field's name, such as `slots.city`.
  public String path() {
    return Flattened.name(keys);
  }

  /// Whether its values are copied from the input.
  public boolean spans() {
    return kind != FieldKind.LABEL;
  }

  static Column learn(List<String> keys, FieldKind kind, List<@Nullable Json> leaves) {
    if (kind == FieldKind.LABEL) {
      return new Column(keys, kind, labelsOf(leaves), Missing.LEFT_OUT, false, false, false, false);
    }
    List<Json> told = new ArrayList<>();
    Map<Missing, Integer> empties = new HashMap<>();
    for (Json leaf : leaves) {
      if (leaf == null || Flattened.missing(leaf)) {
        empties.merge(missing(leaf), 1, Integer::sum);
      } else {
        told.add(leaf);
      }
    }
    List<Json.Arr> lists =
        told.stream().filter(Json.Arr.class::isInstance).map(Json.Arr.class::cast).toList();
    long singles = lists.stream().filter(list -> list.items().size() == 1).count();
    long bare = (long) told.size() - lists.size();
    long numbers = told.stream().filter(Json.Num.class::isInstance).count();
    return new Column(
        keys,
        kind,
        List.of(),
        commonest(empties).orElse(Missing.LEFT_OUT),
        singles > bare,
        numbers > 0 && 2 * numbers > bare,
        distinct(lists),
        lists.stream().filter(list -> list.items().size() > 1).count() > leaves.size() / 1000);
  }

  private static List<String> labelsOf(List<@Nullable Json> leaves) {
    Map<String, Integer> counts = new HashMap<>();
    for (Json leaf : leaves) {
      counts.merge(leaf == null ? ABSENT : leaf.canonical(), 1, Integer::sum);
    }
    int least = leaves.size() < 50 ? 1 : 2;
    return counts.keySet().stream()
        .filter(label -> counts.getOrDefault(label, 0) >= least)
        .sorted(
            Comparator.<String>comparingInt(label -> -counts.getOrDefault(label, 0))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static Missing missing(@Nullable Json leaf) {
    return switch (leaf) {
      case null -> Missing.LEFT_OUT;
      case Json.Str(_) -> Missing.EMPTY_TEXT;
      case Json.Arr(_) -> Missing.EMPTY_LIST;
      default -> Missing.NULL;
    };
  }

  private static Optional<Missing> commonest(Map<Missing, Integer> counts) {
    return counts.keySet().stream()
        .max(
            Comparator.<Missing>comparingInt(m -> counts.getOrDefault(m, 0))
                .thenComparing(Comparator.reverseOrder()));
  }

  private static boolean distinct(Collection<Json.Arr> lists) {
    List<Json.Arr> several = lists.stream().filter(list -> list.items().size() > 1).toList();
    return several.size() >= TELLING_LISTS
        && several.stream()
                .filter(list -> list.items().stream().distinct().count() < list.items().size())
                .count()
            <= several.size() / 200;
  }

  /// The texts of a span field's leaf; empty when it holds something else than spans.
  static Optional<List<String>> texts(@Nullable Json leaf) {
    return switch (leaf) {
      case null -> Optional.of(List.of());
      case Json.Str(String text) -> Optional.of(text.isEmpty() ? List.of() : List.of(text));
      case Json.Num(String digits) -> Optional.of(List.of(digits));
      case Json.Nil() -> Optional.of(List.of());
      case Json.Arr(var items) ->
          items.stream().allMatch(Json.Str.class::isInstance)
              ? Optional.of(items.stream().map(item -> ((Json.Str) item).text()).toList())
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /// The leaf that says these texts; null when the key is left out.
  @Nullable Json leaf(List<String> texts) {
    if (texts.isEmpty()) {
      return switch (missing) {
        case LEFT_OUT -> null;
        case NULL -> new Json.Nil();
        case EMPTY_TEXT -> new Json.Str("");
        case EMPTY_LIST -> new Json.Arr(List.of());
      };
    }
    if (texts.size() == 1 && !listed) {
      return scalar(texts.getFirst());
    }
    return new Json.Arr(texts.stream().map(text -> (Json) new Json.Str(text)).toList());
  }

  private Json scalar(String text) {
    return numeric && Json.parse(text).orElse(new Json.Nil()) instanceof Json.Num
        ? new Json.Num(text)
        : new Json.Str(text);
  }

  void write(DataOutput out) throws IOException {
    StoredText.writeAll(out, keys);
    StoredText.write(out, kind.name());
    StoredText.writeAll(out, labels);
    StoredText.write(out, missing.name());
    out.writeBoolean(listed);
    out.writeBoolean(numeric);
    out.writeBoolean(distinct);
    out.writeBoolean(several);
  }

  static Column read(DataInput in) throws IOException {
    return new Column(
        StoredText.readAll(in),
        FieldKind.valueOf(StoredText.read(in)),
        StoredText.readAll(in),
        Missing.valueOf(StoredText.read(in)),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean());
  }
}
