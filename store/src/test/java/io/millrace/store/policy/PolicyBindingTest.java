package io.millrace.store.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PolicyBindingTest {
  private static final String JSON = "{\"type\":\"json_object\"}";
  private static final PolicyBinding BINDING =
      new PolicyBinding(
          "teacher-large",
          List.of(0, 2),
          List.of(
              new PolicyBinding.Form("", List.of()), new PolicyBinding.Form(JSON, List.of("END"))),
          12);

  @Test
  void admitsWhatItWasCertifiedFor() {
    assertThat(BINDING.refusal(request("teacher-large", RequestForm.PLAIN), 0)).isEmpty();
    assertThat(BINDING.refusal(request("teacher-large", RequestForm.PLAIN), 2)).isEmpty();
    assertThat(refusal(form(JSON, List.of("END"), OptionalInt.empty(), true))).isNull();
  }

  @Test
  void refusesAnotherModel() {
    assertThat(BINDING.refusal(request("teacher-small", RequestForm.PLAIN), 0))
        .contains("other_model");
  }

  @Test
  void refusesAVersionThatNoCertifyingCallUsed() {
    assertThat(BINDING.refusal(request("teacher-large", RequestForm.PLAIN), 1))
        .contains("unseen_version");
  }

  @Test
  void refusesWhatNoStudentAnswers() {
    assertThat(refusal(form("", List.of(), OptionalInt.empty(), false))).isEqualTo("not_plain");
  }

  @Test
  void refusesAFormOfWhichOnlyThePartsWereSeen() {
    assertThat(refusal(form(JSON, List.of(), OptionalInt.empty(), true))).isEqualTo("unseen_form");
    assertThat(refusal(form("", List.of("END"), OptionalInt.empty(), true)))
        .isEqualTo("unseen_form");
  }

  @Test
  void refusesALimitThatCouldCutTheTeachersAnswerOff() {
    assertThat(refusal(form("", List.of(), OptionalInt.of(11), true))).isEqualTo("token_limit");
    assertThat(refusal(form("", List.of(), OptionalInt.of(12), true))).isNull();
  }

  @Test
  void refusesToBeMadeForNoAnswer() {
    assertThatThrownBy(() -> new PolicyBinding("teacher-large", List.of(), List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("answerTokens is 0");
  }

  private static @Nullable String refusal(RequestForm form) {
    return BINDING.refusal(request("teacher-large", form), 0).orElse(null);
  }

  private static RequestForm form(
      String format, List<String> stop, OptionalInt maxTokens, boolean plain) {
    return new RequestForm(format, stop, maxTokens, plain);
  }

  private static Request request(String model, RequestForm form) {
    return new Request(model, List.of(), form);
  }
}
