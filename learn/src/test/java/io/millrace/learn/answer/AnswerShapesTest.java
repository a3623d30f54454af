package io.millrace.learn.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learn.answer.AnswerShape.FieldKind;
import io.millrace.learn.student.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AnswerShapesTest {
  private static final List<String> TOPICS = List.of("refund", "delivery", "account", "other");
  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void knowsABareLabel() {
    var shape = label(400, i -> topic());
    assertThat(shape.labels()).containsExactlyInAnyOrderElementsOf(TOPICS);
    assertThat(shape.wrapping()).isEqualTo("bare");
  }

  @Test
  void knowsALabelInJsonHoweverItIsSpelled() {
    for (String form :
        List.of(
            "{\"intent\": \"%s\"}",
            "{\"intent\":\"%s\"}",
            "{\n    \"intent\": \"%s\"\n}",
            "```json\n{\"intent\": \"%s\"}\n```",
            "```\n{ \"intent\" : \"%s\" }\n```\n")) {
      var shape = label(400, i -> form.replace("%s", topic()));
      assertThat(shape.labels()).containsExactlyInAnyOrderElementsOf(TOPICS);
      assertThat(shape.wrapping()).isEqualTo("json");
    }
  }

  @Test
  void knowsATruthValue() {
    var shape = label(100, i -> "{\"flagged\": " + random.nextBoolean() + "}");
    assertThat(shape.labels()).containsExactlyInAnyOrder("true", "false");
  }

  @Test
  void knowsALabelInASentence() {
    var shape = label(200, i -> "The topic is " + topic() + ".");
    assertThat(shape.labels()).containsExactlyInAnyOrderElementsOf(TOPICS);
    assertThat(shape.wrapping()).isEqualTo("sentence");
    var chinese = label(200, i -> "这条评论的情感是" + (random.nextBoolean() ? "正面" : "负面") + "。");
    assertThat(chinese.wrapping()).isEqualTo("sentence");
  }

  @Test
  void keepsShortChineseLabelsWhole() {
    var shape = label(100, i -> random.nextBoolean() ? "正面" : "负面");
    assertThat(shape.labels()).containsExactlyInAnyOrder("正面", "负面");
    assertThat(shape.wrapping()).isEqualTo("bare");
  }

  @Test
  void takesFewCombinationsOfLabelsForOne() {
    var shape =
        label(400, i -> "{\"topic\": \"" + topic() + "\", \"urgent\": " + (i % 2 == 0) + "}");
    assertThat(shape.labels()).hasSize(8).allMatch(name -> name.contains("urgent="));
  }

  @Test
  void takesManyCombinationsOfLabelsForARecord() {
    var shape =
        learnable(
            600,
            i -> {
              var out = new StringBuilder("{");
              for (char key = 'a'; key < 'f'; key++) {
                out.append(key == 'a' ? "" : ", ").append('"').append(key).append("\": \"");
                out.append(topic()).append('"');
              }
              return new Example("input " + i, out.append('}').toString(), 1);
            });
    assertThat(shape.fields()).hasSize(5).allMatch(f -> f.kind() == FieldKind.LABEL);
  }

  @Test
  void isNotMovedByAFewOddAnswers() {
    var shape =
        label(
            500,
            i ->
                i % 33 == 0
                    ? "I am not sure about number " + i
                    : "{\"intent\": \"" + topic() + "\"}");
    assertThat(shape.labels()).containsExactlyInAnyOrderElementsOf(TOPICS);
  }

  @Test
  void acceptsManyLabelsWithFewExamplesOfSome() {
    var shape =
        label(3000, i -> "class " + (int) (119 * random.nextDouble() * random.nextDouble()));
    assertThat(shape.labels()).hasSizeGreaterThan(100);
  }

  @Test
  void acceptsOneLabelOnly() {
    assertThat(label(50, _ -> "ok").labels()).containsExactly("ok");
  }

  @Test
  void saysWhyTextCannotBeLearned() {
    var open = text(IntStream.range(0, 200).mapToObj(i -> "answer number " + i).toList());
    assertThat(open.why()).isEqualTo("open_answers");
    assertThat(open.obstacle().data())
        .containsEntry("distinct", "200")
        .containsEntry("seen", "0.0");
    assertThat(text(List.of()).why()).isEqualTo("no_answers");
    assertThat(
            text(IntStream.range(0, 200)
                    .mapToObj(i -> i % 2 == 0 ? "{\"a\": " + i + "}" : "n" + i)
                    .toList())
                .why())
        .isEqualTo("mixed_answers");
  }

  @Test
  void knowsSpansAndListsAndOptionalKeys() {
    var shape =
        learnable(
            400,
            i -> {
              String name = "Name" + random.nextInt(300);
              String city = "City" + random.nextInt(300);
              boolean told = random.nextBoolean();
              return new Example(
                  "I am " + name + (told ? " from " + city : ""),
                  "{\"kind\": \""
                      + (told ? "full" : "short")
                      + "\", \"slots\": {\"names\": [\""
                      + name
                      + "\"]"
                      + (told ? ", \"city\": \"" + city + "\"" : "")
                      + "}, \"version\": 2}",
                  1);
            });
    assertThat(shape.fields().stream().map(f -> f.path() + " " + f.kind()))
        .containsExactlyInAnyOrder(
            "kind LABEL", "slots.names SPAN_LIST", "slots.city SPAN", "version LABEL");
    assertThat(
            shape.fields().stream()
                .filter(f -> f.path().equals("slots.city"))
                .findFirst()
                .orElseThrow()
                .presence())
        .isBetween(0.4, 0.6);
  }

  @Test
  void knowsANumberThatIsCopied() {
    var shape =
        learnable(
            200,
            i -> {
              int sum = 100 + random.nextInt(9000);
              return new Example(
                  "pay " + sum + " now", "{\"sum\": " + sum + ", \"to\": \"" + topic() + "\"}", 1);
            });
    assertThat(shape.fields().getFirst().kind()).isEqualTo(FieldKind.SPAN);
  }

  @Test
  void doesNotTakeShortLabelsForCopies() {
    var shape =
        learnable(
            600,
            i -> {
              String name = "Name" + random.nextInt(500);
              String grade = List.of("a", "I", "to").get(random.nextInt(3));
              return new Example(
                  "I like to be a friend of " + name,
                  "{\"grade\": \"" + grade + "\", \"who\": \"" + name + "\"}",
                  1);
            });
    assertThat(shape.fields().getFirst().kind()).isEqualTo(FieldKind.LABEL);
  }

  @Test
  void saysWhichFieldsCannotBeLearned() {
    var shape =
        (AnswerShape.Record)
            infer(
                300,
                i ->
                    new Example(
                        "add " + i + " and " + (i * 7 % 31),
                        "{\"sum\": "
                            + (i + i * 7 % 31)
                            + ", \"why\": \"because it is case "
                            + (i * 13)
                            + "\"}",
                        1));
    assertThat(shape.learnable()).isFalse();
    assertThat(shape.obstacles())
        .extracting(Obstacle::code)
        .containsExactly("field_number", "field_text");
    assertThat(shape.obstacles().getFirst().data()).containsEntry("field", "sum");
  }

  @Test
  void callsListsOfObjectsOther() {
    var shape =
        (AnswerShape.Record)
            infer(200, i -> new Example("x", "{\"items\": [{\"id\": " + i + "}, {\"id\": 3}]}", 1));
    assertThat(shape.fields().getFirst().kind()).isEqualTo(FieldKind.OTHER);
  }

  @Test
  void refusesAFormatThatFollowsNoRule() {
    var shape =
        (AnswerShape.Record)
            infer(
                400,
                i -> {
                  String name = "Name" + i;
                  String city = "City" + i;
                  String gap = " ".repeat(random.nextInt(5));
                  return new Example(
                      name + " in " + city,
                      "{\"name\":"
                          + gap
                          + "\""
                          + name
                          + "\","
                          + gap
                          + "\"city\": \""
                          + city
                          + "\"}",
                      1);
                });
    assertThat(shape.learnable()).isFalse();
    assertThat(shape.obstacles()).extracting(Obstacle::code).containsExactly("irregular_format");
  }

  private String topic() {
    return TOPICS.get(random.nextInt(TOPICS.size()));
  }

  private static AnswerShape.Text text(List<String> answers) {
    return (AnswerShape.Text)
        AnswerShapes.infer(answers.stream().map(a -> new Example("in", a, 1)).toList());
  }

  private static AnswerShape.Label label(int count, IntFunction<String> answer) {
    return (AnswerShape.Label) infer(count, i -> new Example("input " + i, answer.apply(i), 1));
  }

  private static AnswerShape.Record learnable(int count, IntFunction<Example> example) {
    var shape = (AnswerShape.Record) infer(count, example);
    assertThat(shape.obstacles()).isEmpty();
    assertThat(shape.learnable()).isTrue();
    return shape;
  }

  private static AnswerShape infer(int count, IntFunction<Example> example) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(example.apply(i));
    }
    return AnswerShapes.infer(examples);
  }
}
