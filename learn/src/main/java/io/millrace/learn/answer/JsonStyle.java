package io.millrace.learn.answer;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How a teacher spells JSON: white space and escapes. Immutable.
///
/// @param indent the white space of one level on lines of their own; empty: all on one line
/// @param flatArrays with an indent, whether arrays without objects in them stay on one line
/// @param comma between members on one line: `,` or `, `
/// @param colon between key and value, such as `: `
/// @param padding inside the braces of an object on one line: empty or a space
/// @param escapes which characters are escaped beyond what JSON demands
record JsonStyle(
    String indent,
    boolean flatArrays,
    String comma,
    String colon,
    String padding,
    Escapes escapes) {

  /// Characters escaped beyond what JSON demands.
  enum Escapes {
    NONE,
    ASCII,
    ASCII_UPPER,
    SLASH,
    ASCII_SLASH;

    boolean slash() {
      return this == SLASH || this == ASCII_SLASH;
    }

    boolean ascii() {
      return this == ASCII || this == ASCII_UPPER || this == ASCII_SLASH;
    }
  }

  private static final JsonStyle CANONICAL = new JsonStyle("", false, ",", ":", "", Escapes.NONE);
  private static final String LOWER = "0123456789abcdef";
  private static final String UPPER = "0123456789ABCDEF";
  private static final int SAMPLE = 120;
  private static final int GLANCE = 12;
  private static final int SHORT_LIST = 8;

  /// The style that spells most of these texts exactly; the plainest of equals.
  ///
  /// @param texts JSON texts; those that cannot be read are passed over
  static JsonStyle learn(List<String> texts) {
    List<String> sample = texts.stream().limit(SAMPLE).toList();
    List<JsonStyle> likely = best(layouts(), sample.subList(0, Math.min(GLANCE, sample.size())));
    JsonStyle layout = best(likely, sample).getFirst();
    List<String> telling =
        texts.stream().filter(JsonStyle::tellsEscapes).limit(2 * SAMPLE).toList();
    List<JsonStyle> spellings = new ArrayList<>();
    for (Escapes escapes : Escapes.values()) {
      spellings.add(layout.with(escapes));
    }
    return telling.isEmpty() ? layout : best(spellings, telling).getFirst();
  }

  private static boolean tellsEscapes(String text) {
    return text.chars().anyMatch(c -> c > 126 || c == '/' || c == '\\');
  }

  private static List<JsonStyle> layouts() {
    List<JsonStyle> all = new ArrayList<>();
    for (String indent : List.of("", "  ", "    ", "\t", " ", "   ")) {
      for (boolean flat : indent.isEmpty() ? new boolean[] {false} : new boolean[] {false, true}) {
        for (String comma : List.of(", ", ",")) {
          for (String colon : List.of(": ", ":", " : ")) {
            for (String padding : indent.isEmpty() ? List.of("", " ") : List.of("")) {
              all.add(new JsonStyle(indent, flat, comma, colon, padding, Escapes.NONE));
            }
          }
        }
      }
    }
    return all;
  }

  /// The styles that spell texts best, the best first; of equals the plainest.
  private static List<JsonStyle> best(List<JsonStyle> styles, List<String> texts) {
    List<String> readable = new ArrayList<>();
    List<Json> values = new ArrayList<>();
    for (String text : texts) {
      Json.parse(text)
          .ifPresent(value -> {
            readable.add(text);
            values.add(value);
          });
    }
    Map<JsonStyle, Integer> exact = new HashMap<>();
    styles.forEach(style -> exact.put(style, style.exact(readable, values)));
    return styles.stream()
        .sorted(Comparator.comparingInt(style -> -exact.getOrDefault(style, 0)))
        .limit(SHORT_LIST)
        .toList();
  }

  private int exact(List<String> texts, List<Json> values) {
    int exact = 0;
    for (int i = 0; i < texts.size(); i++) {
      boolean plain = escapes == Escapes.NONE && tellsEscapes(texts.get(i));
      String written = write(values.get(i));
      // While the layout is chosen, texts whose escapes are still open count by their white space
      // alone.
      if (written.equals(texts.get(i)) || (plain && sameLayout(written, texts.get(i)))) {
        exact += written.equals(texts.get(i)) ? 2 : 1;
      }
    }
    return exact;
  }

  private static boolean sameLayout(String a, String b) {
    return a.replaceAll("[^\\s{}\\[\\]:,]+", "x").equals(b.replaceAll("[^\\s{}\\[\\]:,]+", "x"));
  }

  private JsonStyle with(Escapes wanted) {
    return new JsonStyle(indent, flatArrays, comma, colon, padding, wanted);
  }

  /// The value spelled in this style.
  String write(Json value) {
    var out = new StringBuilder();
    write(value, out, 0);
    return out.toString();
  }

  static void writeCanonical(Json value, StringBuilder out) {
    CANONICAL.write(sorted(value), out, 0);
  }

  private static Json sorted(Json value) {
    return switch (value) {
      case Json.Obj(var members) ->
          new Json.Obj(
              members.stream()
                  .map(m -> new Json.Member(m.key(), sorted(m.value())))
                  .sorted(Comparator.comparing(Json.Member::key))
                  .toList());
      case Json.Arr(var items) -> new Json.Arr(items.stream().map(JsonStyle::sorted).toList());
      default -> value;
    };
  }

  private void write(Json value, StringBuilder out, int depth) {
    switch (value) {
      case Json.Obj(var members) -> writeObject(members, out, depth);
      case Json.Arr(var items) -> writeArray(items, out, depth);
      case Json.Str(String text) -> writeString(text, out);
      case Json.Num(String digits) -> out.append(digits);
      case Json.Bool(boolean truth) -> out.append(truth);
      case Json.Nil() -> out.append("null");
    }
  }

  private void writeObject(List<Json.Member> members, StringBuilder out, int depth) {
    if (members.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{').append(padding);
    for (int i = 0; i < members.size(); i++) {
      separate(out, i, depth + 1, false);
      writeString(members.get(i).key(), out);
      out.append(colon);
      write(members.get(i).value(), out, depth + 1);
    }
    out.append(padding);
    close(out, depth, false);
    out.append('}');
  }

  private void writeArray(List<Json> items, StringBuilder out, int depth) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    boolean flat = flatArrays && items.stream().noneMatch(Json.Obj.class::isInstance);
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      separate(out, i, depth + 1, flat);
      write(items.get(i), out, depth + 1);
    }
    close(out, depth, flat);
    out.append(']');
  }

  private void separate(StringBuilder out, int index, int depth, boolean flat) {
    boolean lines = !indent.isEmpty() && !flat;
    if (index > 0) {
      out.append(lines ? "," : comma);
    }
    close(out, depth, flat);
  }

  private void close(StringBuilder out, int depth, boolean flat) {
    if (!indent.isEmpty() && !flat) {
      out.append('\n').repeat(indent, depth);
    }
  }

  private void writeString(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      writeChar(text.charAt(i), out);
    }
    out.append('"');
  }

  private void writeChar(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '/' -> out.append(escapes.slash() ? "\\/" : "/");
      default -> {
        if (c < ' ' || (c > 126 && escapes.ascii())) {
          writeHex(c, out);
        } else {
          out.append(c);
        }
      }
    }
  }

  private void writeHex(char c, StringBuilder out) {
    String digits = escapes == Escapes.ASCII_UPPER ? UPPER : LOWER;
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(digits.charAt((c >> shift) & 15));
    }
  }

  void write(DataOutput out) throws IOException {
    StoredText.write(out, indent);
    out.writeBoolean(flatArrays);
    StoredText.write(out, comma);
    StoredText.write(out, colon);
    StoredText.write(out, padding);
    StoredText.write(out, escapes.name());
  }

  static JsonStyle read(DataInput in) throws IOException {
    return new JsonStyle(
        StoredText.read(in),
        in.readBoolean(),
        StoredText.read(in),
        StoredText.read(in),
        StoredText.read(in),
        Escapes.valueOf(StoredText.read(in)));
  }
}
