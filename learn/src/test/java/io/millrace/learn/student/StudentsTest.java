package io.millrace.learn.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learn.answer.AnswerShapes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StudentsTest {
  private static final TrainingOptions OPTIONS = new TrainingOptions(3, 2, false, 0.1, _ -> {});

  @Test
  void trainsAndRestoresALabelStudent() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      boolean refund = i % 2 == 0;
      String input = (refund ? "give my money back " : "where is my parcel ") + i;
      examples.add(
          new Example(
              input,
              i == 40 ? "hm" : "{\"intent\": \"" + (refund ? "refund" : "delivery") + "\"}",
              1));
    }
    var trained = Students.train(AnswerShapes.infer(examples), examples, OPTIONS);
    assertThat(trained.outOfFold()).hasSameSizeAs(examples);
    assertThat(trained.student().answer("money back please").answer())
        .isEqualTo("{\"intent\": \"refund\"}");
    var out = new ByteArrayOutputStream();
    trained.student().write(new DataOutputStream(out));
    Student read = Students.read(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
    for (Example example : examples) {
      assertThat(read.answer(example.input())).isEqualTo(trained.student().answer(example.input()));
    }
  }

  @Test
  void leavesTextToTheTeacher() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      examples.add(new Example("q" + i, "a long answer " + i, 1));
    }
    var shape = AnswerShapes.infer(examples);
    assertThatThrownBy(() -> Students.train(shape, examples, OPTIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("open_answers");
  }

  @Test
  void refusesAnUnknownKind() {
    var bytes = new DataInputStream(new ByteArrayInputStream(new byte[] {0, 1, 'x'}));
    assertThatThrownBy(() -> Students.read(bytes)).isInstanceOf(IOException.class);
  }
}
