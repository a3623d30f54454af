package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.Released.Terms;
import io.millrace.model.CallId;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicySet;
import io.millrace.store.policy.SamplePolicies;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What is drawn for a call of a scenario where a cheaper model stands behind a student.
final class VerdictTest {
  private static final String TICKETS = SamplePolicies.TICKETS;
  private static final String PARCEL = "where is my parcel number 9";
  private static final double NEVER = 2;

  private static Verdict verdict(
      double student, double router, double studentShare, double modelShare) {
    Policy model = SamplePolicies.withModel("small").policy(TICKETS).orElseThrow();
    Policy first = SamplePolicies.shop().policy(TICKETS).orElseThrow();
    var set =
        new PolicySet(
            SamplePolicies.shop().scenarios(),
            List.of(
                SamplePolicies.behind(first, student), SamplePolicies.behind(model, router, "s")));
    var terms =
        List.of(
            new Terms("s", studentShare, 0.5, "held_out"),
            new Terms("m", modelShare, 0.25, "held_out"));
    var released = new Released(set, Map.of(TICKETS, terms), List.of());
    byte[] body =
        ("{\"model\":\"teacher-large\",\"stop\":\"\\n\\n\",\"messages\":[{\"role\":\"system\","
                + "\"content\":\""
                + SamplePolicies.prompt(TICKETS)
                + "\"},{\"role\":\"user\",\"content\":\""
                + PARCEL
                + "\"}]}")
            .getBytes(StandardCharsets.UTF_8);
    var call =
        new InboundCall(
            Operation.CHAT,
            body,
            JsonMapper.shared().readTree(body),
            "teacher-large",
            false,
            List.of());
    return Verdict.of(released, call, CallId.of(1, 2, 3), new Verdict.Named("", ""));
  }

  @Test
  void whatTheStudentIsSureOfIsItsOwn() {
    Verdict answers = verdict(0, 0, 1, 1);
    assertThat(answers.answer()).isNotNull();
    assertThat(answers.draw().policy()).isEqualTo("s");
    assertThat(answers.draw().referenceProbability()).isEqualTo(0.5);
    Verdict held = verdict(0, 0, 0, 1);
    assertThat(held.answer()).isNull();
    assertThat(held.model()).as("held out of the student's reach, it is the teacher's").isNull();
    assertThat(held.shadow()).isNotNull();
    assertThat(held.draw().policy()).isEqualTo("s");
    assertThat(held.draw().referenceProbability()).isEqualTo(1);
    assertThat(held.cheaper()).as("a later turn may be the model's").isTrue();
  }

  @Test
  void whatTheStudentLeavesOverIsTheModelsWhereThatIsSure() {
    Verdict answers = verdict(NEVER, 0, 1, 1);
    assertThat(answers.byModel()).isTrue();
    assertThat(answers.model()).isEqualTo("small");
    assertThat(answers.shadow()).as("not what the student would have said").isNull();
    assertThat(answers.draw().policy()).isEqualTo("m");
    assertThat(answers.draw().referenceProbability()).isEqualTo(0.25);
    Verdict held = verdict(NEVER, 0, 1, 0);
    assertThat(held.byModel()).isFalse();
    assertThat(held.reason()).isEqualTo("held_out");
    assertThat(held.draw().policy()).isEqualTo("m");
    assertThat(held.draw().referenceProbability()).isEqualTo(1);
  }

  @Test
  void aConversationIsWithTheModelThatHasReadIt() {
    assertThat(verdict(NEVER, 0, 1, 1).readBy("model", "large")).isEqualTo("small");
    assertThat(verdict(NEVER, 0, 1, 0).readBy("teacher", "large")).isEqualTo("large");
    assertThat(verdict(0, 0, 0, 1).readBy("teacher", "large")).isEqualTo("large");
    assertThat(verdict(NEVER, NEVER, 1, 1).readBy("teacher", "large")).isEqualTo("large");
    assertThat(verdict(0, 0, 1, 1).readBy("student", "large")).as("it keeps no cache").isEmpty();
    assertThat(verdict(0, 0, 1, 1).readBy("cache", "large")).isEmpty();
  }

  @Test
  void whatNoneIsSureOfTellsWhoWasAskedLast() {
    Verdict verdict = verdict(NEVER, NEVER, 1, 1);
    assertThat(verdict.reason()).isEqualTo("unsure");
    assertThat(verdict.sure()).isFalse();
    assertThat(verdict.draw().policy()).isEqualTo("m");
    assertThat(verdict.draw().referenceProbability()).isEqualTo(1);
    assertThat(verdict.draw().audited()).isFalse();
  }
}
