package io.millrace.flywheel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExampleMaskTest {
  @Test
  void showsWordsThatManyInputsShare() {
    assertThat(mask("where is my order").apply("Where is my order?"))
        .isEqualTo("Where is my order?");
  }

  @Test
  void hidesNamesAndNumbersOfSingleCustomers() {
    String masked = mask("where is my order").apply("where is my order 4711, Wanda Kowalczyk");
    assertThat(masked).isEqualTo("where is my order ••••, ••••• •••••••••");
  }

  @Test
  void hidesChineseNamesThatNoOneShares() {
    String masked = mask("我的订单到哪里了").apply("我的订单到哪里了，欧阳娜");
    assertThat(masked).isEqualTo("我的订单到哪里了，•••");
  }

  @Test
  void digitsNeverShow() {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      inputs.add("call 5550100 now");
    }
    assertThat(ExampleMask.of(inputs).apply("call 5550100 now")).isEqualTo("call ••••••• now");
  }

  @Test
  void cutsLongTexts() {
    assertThat(mask("word").apply("word ".repeat(500)).length()).isLessThan(260);
  }

  @Test
  void surrogatePairsStayWhole() {
    assertThat(mask("ok").apply("ok 🎉 ok")).isEqualTo("ok 🎉 ok");
  }

  private static ExampleMask mask(String shared) {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < ExampleMask.SHARED; i++) {
      inputs.add(shared + " " + (char) ('a' + i) + (char) ('a' + i) + "unique");
    }
    return ExampleMask.of(inputs);
  }
}
