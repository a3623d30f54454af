package io.millrace.learn.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learn.answer.AnswerShape.Field;
import io.millrace.learn.answer.AnswerShape.FieldKind;
import io.millrace.learn.student.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RecordFormatTest {
  private static final AnswerShape.Record SHAPE =
      new AnswerShape.Record(
          List.of(
              new Field("kind", FieldKind.LABEL, 1),
              new Field("slots.who", FieldKind.SPAN, 1),
              new Field("slots.where", FieldKind.SPAN, 1),
              new Field("tags", FieldKind.SPAN_LIST, 1)),
          List.of());

  @Test
  void reproducesAnyRegularFormat() throws IOException {
    for (long seed = 0; seed < 60; seed++) {
      var teacher = new Teacher(seed);
      List<Example> examples = teacher.examples(120);
      var format = RecordFormat.learn(SHAPE, examples);
      assertThat(format.reproduced()).as("seed %d: %s", seed, examples.getFirst()).isEqualTo(1);
      var stored = copy(format);
      for (Example unseen : teacher.examples(40)) {
        var cells = stored.parse(unseen.answer(), unseen.input()).orElseThrow();
        assertThat(stored.render(cells)).as("seed %d", seed).isEqualTo(unseen.answer());
      }
    }
  }

  @Test
  void saysHowMuchItReproduces() {
    var teacher = new Teacher(3);
    List<Example> examples = new ArrayList<>(teacher.examples(90));
    for (int i = 0; i < 10; i++) {
      examples.add(i * 9, new Example("in", "sorry, no answer", 1));
    }
    assertThat(RecordFormat.learn(SHAPE, examples).reproduced()).isEqualTo(0.9);
  }

  @Test
  void readsNothingFromAnotherShape() {
    var format = RecordFormat.learn(SHAPE, new Teacher(4).examples(50));
    for (String answer :
        List.of("", "no", "{\"x\": 1}", "{\"kind\": \"a\", \"slots\": {\"who\": {\"b\": 1}}}")) {
      assertThat(format.parse(answer, "in")).isEmpty();
    }
  }

  private static RecordFormat copy(RecordFormat format) throws IOException {
    var out = new ByteArrayOutputStream();
    format.write(new DataOutputStream(out));
    return RecordFormat.read(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
  }

  /// A teacher with a random but constant way to write.
  private static final class Teacher {
    private static final List<String> WORDS =
        List.of(
            "Ann", "Léa", "李雷", "a \"b\" c", "9/11", "😀", "back\\slash", "O'Hara", "tab\there");
    private final SplittableRandom random;
    private final JsonStyle style;
    private final String before;
    private final String after;
    private final int missing;
    private final boolean byPosition;
    private final boolean kindLast;
    private final boolean keepsEmpty;

    Teacher(long seed) {
      random = new SplittableRandom(seed);
      String indent = List.of("", "", "  ", "    ", "\t").get(random.nextInt(5));
      style =
          new JsonStyle(
              indent,
              random.nextBoolean() && !indent.isEmpty(),
              random.nextBoolean() ? ", " : ",",
              random.nextBoolean() ? ": " : ":",
              "",
              List.of(JsonStyle.Escapes.values())
                  .get(random.nextInt(JsonStyle.Escapes.values().length)));
      boolean fenced = random.nextInt(3) == 0;
      before = fenced ? "```json\n" : "";
      after = fenced ? "\n```" : random.nextBoolean() ? "\n" : "";
      missing = random.nextInt(4);
      byPosition = random.nextBoolean();
      kindLast = random.nextBoolean();
      keepsEmpty = random.nextBoolean();
    }

    List<Example> examples(int count) {
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        examples.add(example());
      }
      return examples;
    }

    private Example example() {
      String who = random.nextInt(3) == 0 ? "" : word();
      String where = random.nextInt(3) == 0 ? "" : "Bonn";
      boolean whereFirst = random.nextBoolean();
      String tag = random.nextBoolean() ? "" : "Tag" + random.nextInt(9);
      String input =
          (whereFirst ? "at " + where + " is " + who : who + " is at " + where) + " # " + tag;
      List<Json.Member> slots = new ArrayList<>();
      if (whereFirst && byPosition) {
        add(slots, "where", where);
        add(slots, "who", who);
      } else {
        add(slots, "who", who);
        add(slots, "where", where);
      }
      List<Json.Member> members = new ArrayList<>();
      if (!slots.isEmpty() || keepsEmpty) {
        members.add(new Json.Member("slots", new Json.Obj(slots)));
      }
      members.add(
          new Json.Member(
              "tags", new Json.Arr(tag.isEmpty() ? List.of() : List.of(new Json.Str(tag)))));
      var kind = new Json.Member("kind", new Json.Str(random.nextBoolean() ? "on" : "off"));
      members.add(kindLast ? members.size() : 0, kind);
      return new Example(input, before + style.write(new Json.Obj(members)) + after, 1);
    }

    private void add(List<Json.Member> slots, String key, String value) {
      if (!value.isEmpty()) {
        slots.add(new Json.Member(key, new Json.Str(value)));
      } else if (missing > 0 && !byPosition) {
        slots.add(
            new Json.Member(
                key,
                switch (missing) {
                  case 1 -> new Json.Nil();
                  case 2 -> new Json.Str("");
                  default -> new Json.Arr(List.of());
                }));
      }
    }

    private String word() {
      return WORDS.get(random.nextInt(WORDS.size()));
    }
  }
}
