package io.millrace.flywheel.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flywheel.audit.CallTable;
import io.millrace.flywheel.audit.Sampling;
import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import io.millrace.store.calllog.CallSpool;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdentityTest {
  private static final TemplateVersion A1 = version("Sort the ticket: ");
  private static final TemplateVersion A2 = version("Sort this ticket: ");
  private static final TemplateVersion B1 = version("Tag the headline: ");
  private static final TemplateVersion NEW = version("Please sort this ticket: ");

  /// Another cut of what A1 recognises.
  private static final TemplateVersion CUT = version("Sort the ticket: order ");

  private static final TemplateVersion OTHER_CUT = version("Sort the ticket: bill ");

  @TempDir Path folder;

  private static TemplateVersion version(String constant) {
    List<Part> parts = List.of(new Part.Constant(constant), new Part.Input());
    return new TemplateVersion(List.of(new MessagePattern("user", parts)), false);
  }

  private static ScenarioTemplate scenario(String id, TemplateVersion... versions) {
    return new ScenarioTemplate(id, "Name of " + id, List.of(versions));
  }

  private List<ScenarioTemplate> settle(
      List<ScenarioTemplate> known,
      Set<String> inForce,
      List<ScenarioTemplate> mined,
      String... texts) {
    try (CallSpool spool = CallSpool.in(folder)) {
      for (int i = 0; i < texts.length; i++) {
        var messages = List.of(new Message("user", texts[i]));
        spool.add(
            new Call(
                "call-" + i,
                Instant.EPOCH,
                null,
                "large",
                new Request("large", messages, RequestForm.PLAIN),
                new Answer.Absent(),
                null,
                OptionalLong.empty(),
                null));
      }
      spool.seal();
      return new Identity(known, inForce).settle(mined, new CallTable(spool, new Sampling()));
    }
  }

  @Test
  void withoutKnownScenariosAllAreNew() {
    List<ScenarioTemplate> mined = List.of(scenario("x", A1, A2), scenario("y", B1));
    assertThat(settle(List.of(), Set.of(), mined)).isEqualTo(mined);
  }

  @Test
  void anEditIsAddedAtTheEndOfTheScenarioThatItEdits() {
    List<ScenarioTemplate> settled =
        settle(List.of(scenario("a", A1)), Set.of("a"), List.of(scenario("x", NEW, A1)));
    assertThat(settled).containsExactly(scenario("a", A1, NEW));
  }

  @Test
  void wordingsThatLeftTheLogStay() {
    List<ScenarioTemplate> settled =
        settle(List.of(scenario("a", A1, A2)), Set.of(), List.of(scenario("x", A2)));
    assertThat(settled).containsExactly(scenario("a", A1, A2));
  }

  @Test
  void twoScenariosNeverMerge() {
    List<ScenarioTemplate> settled =
        settle(
            List.of(scenario("a", A1, A2), scenario("b", B1)),
            Set.of(),
            List.of(scenario("x", B1, A1, NEW, A2)));
    assertThat(settled).containsExactly(scenario("a", A1, A2, NEW), scenario("b", B1));
  }

  @Test
  void aScenarioNeverSplits() {
    List<ScenarioTemplate> settled =
        settle(
            List.of(scenario("a", A1, A2)),
            Set.of(),
            List.of(scenario("x", A1), scenario("y", A2, NEW)));
    assertThat(settled).containsExactly(scenario("a", A1, A2, NEW));
  }

  @Test
  void anotherCutOfAScenarioWithAPolicyIsLeftOut() {
    List<ScenarioTemplate> settled =
        settle(
            List.of(scenario("a", A1)),
            Set.of("a"),
            List.of(scenario("x", CUT)),
            "Sort the ticket: order 1",
            "Sort the ticket: order 2");
    assertThat(settled).containsExactly(scenario("a", A1));
  }

  @Test
  void anotherCutOfAScenarioWithoutAPolicyIsAdded() {
    List<ScenarioTemplate> settled =
        settle(
            List.of(scenario("a", A1)),
            Set.of(),
            List.of(scenario("x", CUT)),
            "Sort the ticket: order 1",
            "Sort the ticket: order 2");
    assertThat(settled).containsExactly(scenario("a", A1, CUT));
  }

  @Test
  void ofTwoJobsInOneScenarioWithoutAPolicyTheBusierGoesOn() {
    List<ScenarioTemplate> settled =
        settle(
            List.of(scenario("a", A1)),
            Set.of(),
            List.of(scenario("x", CUT), scenario("y", OTHER_CUT)),
            "Sort the ticket: order 1",
            "Sort the ticket: order 2",
            "Sort the ticket: bill 3");
    assertThat(settled).containsExactly(scenario("a", A1, CUT), scenario("y", OTHER_CUT));
  }

  @Test
  void aNewScenariosNameIsItsOwn() {
    var known = new ScenarioTemplate("a", "Sort", List.of(A1));
    var found = new ScenarioTemplate("b", "Sort", List.of(B1));
    List<ScenarioTemplate> settled = settle(List.of(known), Set.of(), List.of(found));
    assertThat(settled).extracting(ScenarioTemplate::name).containsExactly("Sort", "Sort 2");
  }
}
