package io.millrace.learn.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learn.answer.AnswerShape;
import io.millrace.learn.answer.AnswerShape.Field;
import io.millrace.learn.answer.AnswerShape.FieldKind;
import io.millrace.learn.answer.AnswerShapes;
import io.millrace.learn.student.Example;
import io.millrace.learn.student.Prediction;
import io.millrace.learn.student.Student;
import io.millrace.learn.student.Students;
import io.millrace.learn.student.TrainedStudent;
import io.millrace.learn.student.TrainingOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordTrainerTest {
  @Test
  void learnsAnIntentWithItsSlots() {
    var trained = train(new Traffic(1).commands(400), 2);
    assertThat(agreement(trained.student(), new Traffic(2).commands(200))).isGreaterThan(0.9);
    assertThat(trained.student().answer("how warm is it in Rome tomorrow").answer())
        .isEqualTo(
            "{\"intent\": \"weather\", \"slots\": {\"city\": \"Rome\", \"day\": \"tomorrow\"}}");
  }

  @Test
  void learnsChineseRecordsInAFence() {
    var trained = train(new Traffic(3).bookings(300), 2);
    assertThat(agreement(trained.student(), new Traffic(4).bookings(150))).isGreaterThan(0.95);
  }

  @Test
  void learnsListsOfSpans() {
    var trained = train(new Traffic(5).mentions(300), 2);
    assertThat(agreement(trained.student(), new Traffic(6).mentions(150))).isGreaterThan(0.95);
  }

  @Test
  void findsValuesThatItHasNeverSeen() {
    var student = train(new Traffic(1).commands(400), 2).student();
    assertThat(student.answer("a table with borscht in Oslo").answer())
        .isEqualTo(
            "{\"intent\": \"booking\", \"slots\": {\"dish\": \"borscht\", \"city\": \"Oslo\"}}");
  }

  @Test
  void isLessSureOfWhatItDoesNotKnow() {
    List<Example> examples = new Traffic(1).commands(400);
    var trained = train(examples, 2);
    double usual =
        trained.outOfFold().stream().mapToDouble(Prediction::confidence).average().orElseThrow();
    assertThat(trained.outOfFold()).hasSameSizeAs(examples);
    assertThat(trained.outOfFold()).allMatch(p -> p.confidence() >= 0 && p.confidence() <= 1);
    assertThat(trained.student().answer("Why does Paul sell his blue boat in winter").confidence())
        .isLessThan(usual - 0.2);
  }

  @Test
  void isTheSameForAnyNumberOfThreads() throws IOException {
    List<Example> examples = new Traffic(8).commands(150);
    var one = train(examples, 1);
    for (int threads : new int[] {2, 4}) {
      var other = train(examples, threads);
      assertThat(bytes(other.student())).isEqualTo(bytes(one.student()));
      assertThat(other.outOfFold()).isEqualTo(one.outOfFold());
    }
  }

  @Test
  void answersTheSameOnceStored() throws IOException {
    for (List<Example> examples :
        List.of(new Traffic(1).commands(200), new Traffic(3).bookings(150))) {
      Student student = train(examples, 2).student();
      byte[] stored = bytes(student);
      Student read = Students.read(new DataInputStream(new ByteArrayInputStream(stored)));
      assertThat(bytes(read)).isEqualTo(stored);
      assertThat(read.info()).isEqualTo(student.info());
      for (Example example : examples) {
        assertThat(read.answer(example.input())).isEqualTo(student.answer(example.input()));
      }
    }
  }

  @Test
  void refusesHalfAStudent() throws IOException {
    byte[] stored = bytes(train(new Traffic(1).commands(100), 2).student());
    for (int length : new int[] {0, 3, 40, stored.length / 2, stored.length - 1}) {
      var half = new DataInputStream(new ByteArrayInputStream(stored, 0, length));
      assertThatThrownBy(() -> Students.read(half)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void answersAnyInput() {
    Student student = train(new Traffic(1).commands(150), 2).student();
    List<String> odd =
        List.of(
            "",
            "   \n",
            "😀😀 in 😀",
            "\uD800\uDC00\uD800",
            "weather in Oslo ".repeat(50_000),
            "x".repeat(1_000_000),
            "\u0000\u001E\uFFFF",
            "明天".repeat(5000));
    for (String input : odd) {
      var prediction = student.answer(input);
      assertThat(prediction.answer()).startsWith("{\"intent\": \"").endsWith("}}");
      assertThat(prediction.confidence()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void copiesBytesAsTheyStand() {
    List<Example> examples = new ArrayList<>();
    for (Example example : new Traffic(5).mentions(300)) {
      examples.add(
          new Example(
              example.input().replace("Rome", "Orléans").replace("tacos", "crème brûlée"),
              example
                  .answer()
                  .replace("Rome", "Orl\\u00e9ans")
                  .replace("tacos", "cr\\u00e8me br\\u00fbl\\u00e9e"),
              1));
    }
    Student student = train(examples, 2).student();
    assertThat(student.answer("We went to Orléans ate crème brûlée .").answer())
        .isEqualTo(
            "{\"places\":[\"Orl\\u00e9ans\"],\"food\":[\"cr\\u00e8me br\\u00fbl\\u00e9e\"]}");
  }

  @Test
  void refusesWhatCannotBeLearned() {
    var shape = new AnswerShape.Record(List.of(new Field("sum", FieldKind.NUMBER, 1)), List.of());
    assertThatThrownBy(() -> RecordTrainer.train(shape, new Traffic(1).commands(9), options(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TrainedStudent train(List<Example> examples, int threads) {
    return Students.train(AnswerShapes.infer(examples), examples, options(threads));
  }

  private static TrainingOptions options(int threads) {
    return new TrainingOptions(11, threads, false, 0.1, _ -> {});
  }

  private static double agreement(Student student, List<Example> examples) {
    long agreed =
        examples.stream()
            .filter(e -> student.answer(e.input()).answer().equals(e.answer()))
            .count();
    return (double) agreed / examples.size();
  }

  private static byte[] bytes(Student student) throws IOException {
    var out = new ByteArrayOutputStream();
    student.write(new DataOutputStream(out));
    return out.toByteArray();
  }
}
