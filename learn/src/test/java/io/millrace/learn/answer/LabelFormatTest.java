package io.millrace.learn.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learn.student.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LabelFormatTest {
  @Test
  void writesALabelAsTheTeacherMostOftenDoes() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      examples.add(new Example("a" + i, i % 3 == 0 ? "{\"x\":\"yes\"}" : "{\"x\": \"yes\"}", 1));
      examples.add(new Example("b" + i, "{\"x\": \"no\"}", 2));
    }
    var format = LabelFormat.learn(examples);
    assertThat(format.labels()).containsExactly("no", "yes");
    assertThat(format.render(1)).isEqualTo("{\"x\": \"yes\"}");
    assertThat(format.labelOf("{ \"x\" :\n\"yes\" }")).isEqualTo(1);
    assertThat(format.labelOf("```json\n{\"x\": \"no\"}\n```")).isZero();
    assertThat(format.labelOf("yes")).isEqualTo(-1);
  }

  @Test
  void keepsWhatIsNotTheSameApart() {
    var format = LabelFormat.learn(List.of(example("Yes"), example("yes"), example(" yes\n")));
    assertThat(format.labels()).containsExactly("yes", "Yes");
    assertThat(format.labelOf("```\nYes\n```")).isEqualTo(1);
  }

  @Test
  void takesAnAnswerSeenOnceAmongManyForASlip() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      examples.add(example(i % 2 == 0 ? "up" : "down"));
    }
    examples.add(example("I cannot say"));
    var format = LabelFormat.learn(examples);
    assertThat(format.labels()).containsExactly("down", "up");
    assertThat(format.labelOf("I cannot say")).isEqualTo(-1);
  }

  @Test
  void isTheSameOnceStored() throws IOException {
    var format =
        LabelFormat.learn(List.of(example("是\uD83D"), example("It is so."), example("It is not.")));
    var out = new ByteArrayOutputStream();
    format.write(new DataOutputStream(out));
    var read = LabelFormat.read(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
    assertThat(read.labels()).isEqualTo(format.labels());
    assertThat(read.wrapping()).isEqualTo(format.wrapping());
    for (int i = 0; i < 3; i++) {
      assertThat(read.render(i)).isEqualTo(format.render(i));
      assertThat(read.labelOf(format.render(i))).isEqualTo(i);
    }
  }

  private static Example example(String answer) {
    return new Example("in", answer, 1);
  }
}
