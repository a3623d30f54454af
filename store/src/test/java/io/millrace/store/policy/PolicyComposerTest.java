package io.millrace.store.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.model.Message;
import io.millrace.model.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyComposerTest {
  private static final String INPUT = "I want my money back for order 77";
  private static final TemplateVersion OLD = wording("Sort the ticket. Answer with JSON.");
  private static final TemplateVersion MID = wording("Sort this ticket, please; answer in JSON.");
  private static final TemplateVersion NEW = wording("You sort tickets. JSON is what you answer.");

  private static TemplateVersion wording(String system) {
    return version(List.of(new Part.Constant(system)), List.of(new Part.Input()));
  }

  private static TemplateVersion version(List<Part> system, List<Part> user) {
    return new TemplateVersion(
        List.of(new MessagePattern("system", system), new MessagePattern("user", user)), false);
  }

  private static ScenarioTemplate tickets(TemplateVersion... versions) {
    return new ScenarioTemplate("tickets", "Tickets", List.of(versions));
  }

  private static KeptPolicy kept(ScenarioTemplate template, Integer... versions) {
    return kept(template, RetainedText.PLAIN, versions);
  }

  private static KeptPolicy kept(
      ScenarioTemplate template, RetainedText text, Integer... versions) {
    Policy sample = SamplePolicies.policy(template.id(), SamplePolicies.ROUTER, 0.5);
    PolicyBinding binding = sample.binding();
    var policy =
        new Policy(
            template.id(),
            sample.name(),
            new PolicyBinding(
                binding.teacher(), List.of(versions), binding.forms(), binding.answerTokens()),
            sample.certificate(),
            sample.provenance(),
            sample.student());
    return new KeptPolicy(template, policy, text);
  }

  private static String decided(PolicySet set, TemplateVersion version) {
    String system = ((Part.Constant) version.messages().getFirst().parts().getFirst()).text();
    Request form = SamplePolicies.request(SamplePolicies.TICKETS, INPUT);
    var request =
        new Request(
            form.model(),
            List.of(new Message("system", system), new Message("user", INPUT)),
            form.form());
    return switch (set.decide(request)) {
      case Decision.ByStudent student -> student.scenarioId() + " by student";
      case Decision.ByModel model -> model.scenarioId() + " by " + model.model();
      case Decision.ByTeacher teacher -> teacher.scenarioId() + " " + teacher.reason();
    };
  }

  @Test
  void withoutPoliciesThereAreTheKnownScenarios() {
    PolicySet set = PolicyComposer.compose(SamplePolicies.scenarios(), List.of());
    assertThat(set.scenarios()).isEqualTo(SamplePolicies.scenarios());
    assertThat(set.size()).isZero();
    assertThat(PolicyComposer.compose(List.of(), List.of()).scenarios()).isEmpty();
  }

  @Test
  void aBindingFollowsItsVersionsToTheirNewPlaces() {
    KeptPolicy policy = kept(tickets(OLD, MID), 0);
    PolicySet set = PolicyComposer.compose(List.of(tickets(NEW, MID, OLD)), List.of(policy));
    assertThat(set.policy("tickets").orElseThrow().binding().versions()).containsExactly(2);
    assertThat(decided(set, OLD)).isEqualTo("tickets by student");
    assertThat(decided(set, MID)).isEqualTo("tickets unseen_version");
    assertThat(decided(set, NEW)).isEqualTo("tickets unseen_version");
  }

  @Test
  void aVersionThatIsNoLongerKnownComesWithItsPolicy() {
    KeptPolicy policy = kept(tickets(OLD, MID), 0, 1);
    PolicySet set = PolicyComposer.compose(List.of(tickets(MID, NEW)), List.of(policy));
    assertThat(set.scenarios()).containsExactly(tickets(MID, NEW, OLD));
    assertThat(set.policy("tickets").orElseThrow().binding().versions()).containsExactly(2, 0);
    assertThat(decided(set, OLD)).isEqualTo("tickets by student");
    assertThat(decided(set, MID)).isEqualTo("tickets by student");
    assertThat(decided(set, NEW)).isEqualTo("tickets unseen_version");
  }

  @Test
  void aScenarioThatIsNotKnownComesWithItsPolicy() {
    var legal = SamplePolicies.scenario(SamplePolicies.LEGAL);
    PolicySet set = PolicyComposer.compose(List.of(legal), List.of(kept(tickets(OLD), 0)));
    assertThat(set.scenarios()).containsExactlyInAnyOrder(legal, tickets(OLD));
    assertThat(decided(set, OLD)).isEqualTo("tickets by student");
  }

  /// A later round took a slot that the student reads for one that says nothing.
  @Test
  void aStudentReadsTheSlotsThatItWasCertifiedOn() {
    List<Part> ask = List.of(new Part.Constant("Sort the ticket. Answer with JSON."));
    var seen = version(ask, List.of(new Part.Constant("Ticket: "), new Part.Input()));
    var other =
        version(ask, List.of(new Part.Constant("Ticket: "), new Part.Volatile(List.of("9"))));
    assertThat(tickets(seen).versionIds()).isEqualTo(tickets(other).versionIds());
    PolicySet bound =
        PolicyComposer.compose(List.of(tickets(NEW, other)), List.of(kept(tickets(seen), 0)));
    assertThat(bound.scenarios()).containsExactly(tickets(NEW, seen));
    assertThat(bound.policy("tickets").orElseThrow().binding().versions()).containsExactly(1);
    PolicySet unbound =
        PolicyComposer.compose(List.of(tickets(NEW, other)), List.of(kept(tickets(seen, OLD), 1)));
    assertThat(unbound.scenarios()).containsExactly(tickets(NEW, other, OLD));
  }

  @Test
  void versionsOfOneIdKeepApart() {
    var closed = OLD;
    var open = new TemplateVersion(OLD.messages(), true);
    assertThat(tickets(closed).versionIds()).isEqualTo(tickets(open).versionIds());
    PolicySet set =
        PolicyComposer.compose(
            List.of(tickets(open, closed)), List.of(kept(tickets(closed, open), 0)));
    assertThat(set.scenarios()).containsExactly(tickets(open, closed));
    assertThat(set.policy("tickets").orElseThrow().binding().versions()).containsExactly(1);
    PolicySet added =
        PolicyComposer.compose(List.of(tickets(open)), List.of(kept(tickets(closed, open), 0)));
    assertThat(added.scenarios()).containsExactly(tickets(open, closed));
  }

  @Test
  void aWordingOfTwoScenariosGoesToTheOneWithAPolicy() {
    var renamed = new ScenarioTemplate("later", "Later", List.of(MID, NEW));
    KeptPolicy policy = kept(tickets(OLD, MID), 0, 1);
    PolicySet set = PolicyComposer.compose(List.of(renamed), List.of(policy));
    assertThat(decided(set, MID)).isEqualTo("tickets by student");
    assertThat(decided(set, NEW)).isEqualTo("later no_policy");
    PolicySet both = PolicyComposer.compose(List.of(renamed), List.of(policy, kept(renamed, 0)));
    assertThat(decided(both, MID)).isEqualTo("later by student");
  }

  private static KeptPolicy behind(ScenarioTemplate template, String first, Integer... versions) {
    KeptPolicy kept = kept(template, versions);
    return new KeptPolicy(
        template, SamplePolicies.behind(kept.policy(), 0.5, first), RetainedText.PLAIN);
  }

  private static List<List<Integer>> bound(PolicySet set) {
    return set.ladder("tickets").stream().map(policy -> policy.binding().versions()).toList();
  }

  @Test
  void policiesOfOneLadderShareATemplate() {
    KeptPolicy first = kept(tickets(OLD, MID), 0, 1);
    KeptPolicy second = behind(tickets(NEW, MID), "p1", 0, 1);
    PolicySet set = PolicyComposer.compose(List.of(tickets(MID)), List.of(second, first));
    assertThat(set.scenarios()).containsExactly(tickets(MID, OLD, NEW));
    assertThat(bound(set)).containsExactly(List.of(1, 0), List.of(2, 0));
    PolicySet forgotten = PolicyComposer.compose(List.of(), List.of(second, first));
    assertThat(forgotten.scenarios()).containsExactly(tickets(OLD, MID, NEW));
    assertThat(bound(forgotten)).containsExactly(List.of(0, 1), List.of(2, 1));
  }

  @Test
  void aWordingIsReadAsTheFirstPolicyOfALadderWasCertifiedOnIt() {
    List<Part> ask = List.of(new Part.Constant("Sort the ticket. Answer with JSON."));
    var seen = version(ask, List.of(new Part.Constant("Ticket: "), new Part.Input()));
    var other =
        version(ask, List.of(new Part.Constant("Ticket: "), new Part.Volatile(List.of("9"))));
    KeptPolicy first = kept(tickets(seen), 0);
    KeptPolicy second = behind(tickets(other, NEW), "p1", 0, 1);
    PolicySet set = PolicyComposer.compose(List.of(tickets(other)), List.of(first, second));
    assertThat(set.scenarios()).containsExactly(tickets(seen, NEW));
    assertThat(bound(set)).containsExactly(List.of(0), List.of(1));
  }

  @Test
  void oneKindOfTextIsServed() {
    KeptPolicy masked = kept(tickets(OLD), RetainedText.MASKED, 0);
    assertThat(PolicyComposer.compose(List.of(), List.of(masked)).text())
        .isEqualTo(RetainedText.MASKED);
    KeptPolicy plain = kept(SamplePolicies.scenario(SamplePolicies.TONES), 0);
    assertThatThrownBy(() -> PolicyComposer.compose(List.of(), List.of(masked, plain)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("masked");
  }

  @Test
  void twoPoliciesOfOneScenarioAreRefused() {
    KeptPolicy policy = kept(tickets(OLD), 0);
    assertThatThrownBy(() -> PolicyComposer.compose(List.of(), List.of(policy, policy)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tickets");
  }

  @Test
  void aPolicyIsKeptWithItsOwnTemplate() {
    assertThatThrownBy(() -> kept(tickets(OLD), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version 1");
    Policy policy = SamplePolicies.policy("other", SamplePolicies.ROUTER, 0.5);
    assertThatThrownBy(() -> new KeptPolicy(tickets(OLD), policy, RetainedText.PLAIN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
