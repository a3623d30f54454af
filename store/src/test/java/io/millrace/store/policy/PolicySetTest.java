package io.millrace.store.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learn.student.Prediction;
import io.millrace.learn.student.Student;
import io.millrace.learn.student.StudentInfo;
import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicySetTest {
  private static final String INPUT = "I want my money back for order 77";

  @Test
  void leavesAnUnrecognisedCallToTheTeacher() {
    var request =
        new Request("teacher-large", List.of(new Message("user", "hi")), RequestForm.PLAIN);
    assertThat(SamplePolicies.shop().decide(request))
        .isEqualTo(new Decision.ByTeacher(null, "unrecognised"));
  }

  @Test
  void leavesAScenarioWithoutAPolicyToTheTeacher() {
    assertThat(SamplePolicies.shop().decide(SamplePolicies.request(SamplePolicies.LEGAL, INPUT)))
        .isEqualTo(new Decision.ByTeacher(SamplePolicies.LEGAL, "no_policy"));
  }

  @Test
  void leavesACallOutsideOfTheBindingToTheTeacher() {
    Request request = SamplePolicies.request(SamplePolicies.TICKETS, INPUT);
    var other = new Request("teacher-small", request.messages(), request.form());
    assertThat(SamplePolicies.shop().decide(other))
        .isEqualTo(new Decision.ByTeacher(SamplePolicies.TICKETS, "other_model"));
  }

  @Test
  void answersWithTheStudentWhereItIsSure() {
    double confidence = SamplePolicies.ROUTER.answer(INPUT).confidence();
    assertThat(SamplePolicies.shop().decide(SamplePolicies.request(SamplePolicies.TICKETS, INPUT)))
        .isEqualTo(
            new Decision.ByStudent(
                SamplePolicies.TICKETS, "{\"queue\": \"refund\"}", confidence, 0));
  }

  @Test
  void aConfidenceEqualToTheThresholdIsEnoughAndOneBelowIsNot() {
    double confidence = SamplePolicies.ROUTER.answer(INPUT).confidence();
    assertThat(decide(SamplePolicies.ROUTER, confidence)).isInstanceOf(Decision.ByStudent.class);
    assertThat(decide(SamplePolicies.ROUTER, Math.nextUp(confidence)))
        .isEqualTo(
            new Decision.ByTeacher(
                SamplePolicies.TICKETS, "unsure", confidence, "{\"queue\": \"refund\"}", 0));
  }

  @Test
  void aConfidenceThatIsNoNumberGoesToTheTeacher() {
    assertThat(decide(new Confident(Double.NaN), 0))
        .isEqualTo(
            new Decision.ByTeacher(SamplePolicies.TICKETS, "unsure", Double.NaN, "refund", 0));
    assertThat(decide(new Confident(0), 0)).isInstanceOf(Decision.ByStudent.class);
  }

  @Test
  void aThresholdThatIsNoNumberGoesToTheTeacher() {
    assertThat(decide(new Confident(1), Double.NaN)).isInstanceOf(Decision.ByTeacher.class);
  }

  @Test
  void maskedPoliciesSeeMaskedTextAndNeverSendAMaskWord() {
    var seen = new Echo();
    Policy policy = SamplePolicies.policy(SamplePolicies.TICKETS, seen, 0.5);
    var request = SamplePolicies.request(SamplePolicies.TICKETS, "call me on 13812345678");
    var masked = new PolicySet(SamplePolicies.scenarios(), List.of(policy), RetainedText.MASKED);
    assertThat(masked.decide(request))
        .isEqualTo(
            new Decision.ByTeacher(
                SamplePolicies.TICKETS, "masked_answer", 1, "call me on [phone]", 0));
    var plain = new PolicySet(SamplePolicies.scenarios(), List.of(policy));
    assertThat(plain.decide(request))
        .isEqualTo(new Decision.ByStudent(SamplePolicies.TICKETS, "call me on 13812345678", 1, 0));
  }

  @Test
  void refusesTwoPoliciesForOneScenario() {
    Policy policy = SamplePolicies.policy(SamplePolicies.TICKETS, SamplePolicies.ROUTER, 0.5);
    assertThatThrownBy(() -> new PolicySet(SamplePolicies.scenarios(), List.of(policy, policy)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(SamplePolicies.TICKETS);
  }

  /// The student, and a cheaper model behind it.
  ///
  /// @param form what the second one is bound to besides
  private static List<Policy> ladder(double student, double router, PolicyBinding.Form... form) {
    Policy model =
        SamplePolicies.withModel("small", form).policy(SamplePolicies.TICKETS).orElseThrow();
    return List.of(
        SamplePolicies.behind(model, router, "p1"),
        SamplePolicies.policy(SamplePolicies.TICKETS, SamplePolicies.ROUTER, student));
  }

  private static Decision decide(List<Policy> policies) {
    return new PolicySet(SamplePolicies.scenarios(), policies)
        .decide(SamplePolicies.request(SamplePolicies.TICKETS, "where is my parcel number 9"));
  }

  @Test
  void asksTheNextOneWhereOneIsNotSure() {
    assertThat(decide(ladder(0, 0)))
        .isInstanceOfSatisfying(Decision.ByStudent.class, by -> assertThat(by.step()).isZero());
    assertThat(decide(ladder(2, 0)))
        .isInstanceOfSatisfying(Decision.ByModel.class, by -> assertThat(by.step()).isOne());
    assertThat(decide(ladder(2, 2)))
        .isInstanceOfSatisfying(
            Decision.ByTeacher.class,
            by -> {
              assertThat(by.reason()).isEqualTo("unsure");
              assertThat(by.step()).isOne();
              assertThat(by.answer()).as("what the student would have said").isNotNull();
            });
  }

  @Test
  void asksNobodyBehindOneThatMayNotBeAsked() {
    var other = new PolicyBinding.Form("{\"type\":\"json_object\"}", List.of());
    var set = new PolicySet(SamplePolicies.scenarios(), ladder(2, 0, other));
    Request plain = SamplePolicies.request(SamplePolicies.TICKETS, "where is my parcel number 9");
    var form = new RequestForm(other.responseFormat(), List.of(), plain.form().maxTokens(), true);
    assertThat(set.decide(new Request(plain.model(), plain.messages(), form)))
        .isEqualTo(new Decision.ByTeacher(SamplePolicies.TICKETS, "unseen_form"));
    List<Policy> narrow = new ArrayList<>(ladder(2, 0));
    narrow.set(0, SamplePolicies.bound(narrow.getFirst(), 0, List.of(other), "p1"));
    assertThat(decide(narrow))
        .isInstanceOfSatisfying(
            Decision.ByTeacher.class,
            by -> {
              assertThat(by.reason()).as("refused by the second").isEqualTo("unseen_form");
              assertThat(by.step()).as("asked was the first").isZero();
              assertThat(by.asked()).isTrue();
            });
  }

  @Test
  void refusesAPolicyWithoutThoseThatItStandsBehind() {
    assertThatThrownBy(() -> new PolicySet(SamplePolicies.scenarios(), ladder(2, 0).subList(0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without those that it stands behind");
  }

  @Test
  void refusesTwoScenariosWithOneIdAndAPolicyForNone() {
    var scenario = SamplePolicies.scenario(SamplePolicies.TICKETS);
    assertThatThrownBy(() -> new PolicySet(List.of(scenario, scenario), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(SamplePolicies.TICKETS);
    Policy stray = SamplePolicies.policy("sc-gone", SamplePolicies.ROUTER, 0.5);
    assertThatThrownBy(() -> new PolicySet(List.of(scenario), List.of(stray)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sc-gone");
  }

  private static Decision decide(Student student, double threshold) {
    Policy policy = SamplePolicies.policy(SamplePolicies.TICKETS, student, threshold);
    return new PolicySet(SamplePolicies.scenarios(), List.of(policy))
        .decide(SamplePolicies.request(SamplePolicies.TICKETS, INPUT));
  }

  /// A student that is always equally sure.
  private record Confident(double confidence) implements Student {
    @Override
    public Prediction answer(String input) {
      return new Prediction("refund", confidence);
    }

    @Override
    public StudentInfo info() {
      return new StudentInfo("label", List.of(), false, 8);
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeDouble(confidence);
    }
  }

  /// A student that says what it was asked.
  private static final class Echo implements Student {
    @Override
    public Prediction answer(String input) {
      return new Prediction(input, 1);
    }

    @Override
    public StudentInfo info() {
      return new StudentInfo("label", List.of(), false, 8);
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeInt(0);
    }
  }
}
