package io.millrace.flywheel.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flywheel.audit.Coins;
import io.millrace.flywheel.round.RoundReport.Lesson;
import io.millrace.flywheel.round.RoundReport.Status;
import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.LabelTask;
import io.millrace.store.control.Release;
import io.millrace.store.control.Stage;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.AnswerCheck;
import io.millrace.store.policy.Answerer;
import io.millrace.store.policy.CheaperModel;
import io.millrace.store.policy.Decision;
import io.millrace.store.policy.KeptPolicy;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicyComposer;
import io.millrace.store.policy.PolicyFiles;
import io.millrace.store.policy.PolicySet;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rounds on a job whose answers no student writes, with a cheaper model that says what the teacher
/// says of plants and of bills, and something else of deliveries.
@SuppressWarnings("NullAway.Init") // opened before each test
final class CheaperRoundTest {
  private static final String REPLY =
      "You answer messages to the garden centre. Write a friendly reply of two sentences.";
  private static final CheaperModel SMALL = new CheaperModel("small", AnswerCheck.EXACT, "");

  @TempDir Path data;
  private ControlStore control;

  @BeforeEach
  void open() {
    control = ControlStore.open(data);
  }

  @AfterEach
  void close() {
    control.close();
  }

  private static String reply(GardenCalls.Message message, long n) {
    return "Thank you for your message number "
        + n
        + ". About "
        + message.text()
        + ": "
        + GardenCalls.DEPARTMENTS.get(message.topic())
        + " will call you back, dear customer.";
  }

  /// @param every which calls have a shadow
  private void calls(long from, long until, int every) {
    var calls = new GardenCalls(data);
    for (long n = from; n < until; n++) {
      GardenCalls.Message message = GardenCalls.message(n);
      String said = reply(message, n);
      calls.teacher(n, REPLY, message.text(), said, Entry.Draw.NONE);
      if (n % every == 0) {
        boolean same = message.topic() < 2;
        calls.shadow(n, REPLY, message.text(), same ? said : "Please wait.", 1.0 / every, same);
      }
    }
    calls.write();
  }

  private List<Lesson> round(double alpha, CheaperModel by) {
    RoundOptions plain = GardenCalls.options(alpha, Optional.empty());
    var options =
        new RoundOptions(
            plain.terms(), false, plain.scenario(), plain.mode(), List.of(by), plain.why());
    return GardenCalls.held(data, control, options).scenarios();
  }

  private static Decision decide(PolicySet set, String text) {
    return set.decide(
        new Request(
            "large",
            List.of(new Message("system", REPLY), new Message("user", text)),
            RequestForm.PLAIN));
  }

  @Test
  void aCheaperModelIsCertifiedWhereItAgrees() {
    calls(0, 1400, 2);
    List<Lesson> lessons = round(0.1, SMALL);
    assertThat(lessons).hasSize(2);
    assertThat(lessons.getFirst().status()).isEqualTo(Status.NOT_LEARNABLE);
    Lesson lesson = lessons.getLast();
    assertThat(lesson.status()).as(lesson.reason().toString()).isEqualTo(Status.CERTIFIED);
    assertThat(lesson.model()).isEqualTo("small");
    assertThat(lesson.calls()).isEqualTo(700);
    assertThat(lesson.coverage()).isBetween(0.5, 0.75);
    var kept = new PolicyFiles(data).load(lesson.policy());
    Policy policy = kept.policy();
    assertThat(policy.answerer())
        .isInstanceOfSatisfying(Answerer.OfModel.class, of -> assertThat(of.by()).isEqualTo(SMALL));
    assertThat(policy.binding().teacher()).isEqualTo("large");
    assertThat(policy.certificate().riskUpper()).isLessThanOrEqualTo(0.1);
    assertThat(policy.certificate().loss()).isEqualTo("record");
    var set = new PolicySet(List.of(kept.template()), List.of(policy));
    int wrong = 0;
    int answered = 0;
    for (long n = 5000; n < 5400; n++) {
      GardenCalls.Message message = GardenCalls.message(n);
      if (decide(set, message.text()) instanceof Decision.ByModel) {
        answered++;
        wrong += message.topic() == 2 ? 1 : 0;
      }
    }
    assertThat(answered).isGreaterThan(200);
    assertThat(wrong).isLessThanOrEqualTo(answered / 10);
    assertThat(round(0.1, SMALL)).as("it waits now").noneMatch(l -> l.model().equals("small"));
  }

  /// The small model is as good on plants, the middle one on plants and on bills.
  ///
  /// @param first the policy that answers what is about plants; empty without one
  private void twoModels(long from, long until, String first) {
    var calls = new GardenCalls(data);
    for (long n = from; n < until; n++) {
      GardenCalls.Message message = GardenCalls.message(n);
      String text = message.text();
      String said = reply(message, n);
      boolean plants = message.topic() == 0;
      if (!first.isEmpty() && plants) {
        calls.student(n, REPLY, text, said, new Entry.Draw(first, 0.05, false, null, ""));
        continue;
      }
      if (first.isEmpty()) {
        calls.teacher(n, REPLY, text, said, Entry.Draw.NONE);
        calls.shadow(n, REPLY, text, plants ? said : "Please wait.", 1, plants);
      } else {
        calls.left(n, first, REPLY, text, said);
      }
      boolean same = message.topic() < 2;
      String answer = same ? said : "Please wait.";
      calls.shadow(n, "middle", first, REPLY, text, answer, 1, same);
    }
    calls.write();
  }

  private List<Lesson> round(CheaperModel... cheaper) {
    RoundOptions plain = GardenCalls.options(0.1, Optional.empty());
    var options =
        new RoundOptions(
            plain.terms(), false, plain.scenario(), plain.mode(), List.of(cheaper), plain.why());
    return GardenCalls.held(data, control, options).scenarios();
  }

  @Test
  void aSecondModelIsCertifiedOnWhatTheFirstLeavesOver() {
    var middle = new CheaperModel("middle", AnswerCheck.EXACT, "");
    twoModels(0, 700, "");
    Lesson first = round(SMALL, middle).getLast();
    assertThat(first.model()).isEqualTo("small");
    assertThat(first.policy()).as(first.reason().toString()).isNotEmpty();
    assertThat(round(SMALL, middle)).as("the first waits").hasSize(1);
    var person = new By("ada", "let out");
    control.move(first.policy(), Set.of(Stage.WAITING), Stage.FULL, 1, person, "");
    assertThat(round(SMALL, middle)).as("shadows of all calls are none of what is left").hasSize(1);

    twoModels(700, 1700, first.policy());
    Lesson second = round(SMALL, middle).getLast();
    assertThat(second.model()).isEqualTo("middle");
    assertThat(second.policy()).as(second.reason().toString()).isNotEmpty();
    assertThat(second.coverage()).as("of what is left").isBetween(0.35, 0.6);
    var files = new PolicyFiles(data);
    KeptPolicy behind = files.load(second.policy());
    assertThat(behind.policy().binding().behind()).containsExactly(first.policy());
    control.move(second.policy(), Set.of(Stage.WAITING), Stage.FULL, 1, person, "");
    assertThat(round(SMALL, middle)).as("no model is left").hasSize(1);

    PolicySet ladder =
        PolicyComposer.compose(List.of(), List.of(behind, files.load(first.policy())));
    int[][] answered = new int[3][3];
    for (long n = 5000; n < 5600; n++) {
      GardenCalls.Message message = GardenCalls.message(n);
      int by =
          switch (decide(ladder, message.text())) {
            case Decision.ByModel model -> model.model().equals("small") ? 0 : 1;
            default -> 2;
          };
      answered[by][message.topic()]++;
    }
    assertThat(answered[0][0]).isGreaterThan(150);
    assertThat(answered[1][1]).isGreaterThan(150);
    assertThat(answered[2][2]).isGreaterThan(150);

    control.move(first.policy(), Set.of(Stage.FULL), Stage.ROLLED_BACK, 0, person, "");
    assertThat(control.releases())
        .extracting(Release::stage)
        .containsExactly(Stage.ROLLED_BACK, Stage.RETIRED);
  }

  /// Of what is asked twenty times in a row the model is as good, of one in seven of what is asked
  /// once it is not: 11% of all inputs, but 4% of those that have a shadow.
  @Test
  void anInputIsInTheSampleByItsFirstCallHoweverOftenItIsAsked() {
    var calls = new GardenCalls(data);
    var random = new SplittableRandom(11);
    long call = 0;
    for (long input = 0; input < 5000; input++) {
      String text = GardenCalls.message(input).text();
      boolean often = random.nextInt(5) == 0;
      boolean same = often || random.nextInt(7) > 0;
      for (int times = often ? 20 : 1; times > 0; times--) {
        String said = reply(GardenCalls.message(input), input);
        calls.teacher(call, REPLY, text, said, Entry.Draw.NONE);
        if (random.nextInt(10) == 0) {
          calls.shadow(call, REPLY, text, same ? said : "Please wait.", 0.1, same);
        }
        call++;
      }
    }
    calls.write();
    Lesson lesson = round(0.1, SMALL).getLast();
    assertThat(lesson.model()).isEqualTo("small");
    assertThat(lesson.calls()).as("shadows").isGreaterThan(1000);
    assertThat(lesson.trained()).as(lesson.reason().toString()).isTrue();
    assertThat(lesson.policy()).as(lesson.reason().toString()).isEmpty();
  }

  @Test
  void theAttemptsOfStudentsAndOfCheaperModelsAreOneAccount() {
    calls(0, 700, 1);
    Lesson first = round(0.02, SMALL).getLast();
    assertThat(first.status()).isNotEqualTo(Status.CERTIFIED);
    calls(700, 1400, 1);
    Lesson second = round(0.1, SMALL).getLast();
    assertThat(second.status()).as(second.reason().toString()).isEqualTo(Status.CERTIFIED);
    assertThat(Objects.requireNonNull(second.certificate()).attempt()).isBetween(1, 2);
  }

  @Test
  void tooFewShadowsSpendNothing() {
    calls(0, 120, 2);
    Lesson lesson = round(0.1, SMALL).getLast();
    assertThat(lesson.status()).isEqualTo(Status.NOT_CERTIFIED);
    assertThat(lesson.reason().code()).isEqualTo("too_few_shadows");
    assertThat(lesson.trained()).isFalse();
  }

  @Test
  void aRoundOnTheSameShadowsIsNotDue() {
    calls(0, 800, 1);
    Lesson first = round(0.001, SMALL).getLast();
    if (first.trained()) {
      assertThat(round(0.001, SMALL).getLast().status()).isEqualTo(Status.SKIPPED);
    } else {
      assertThat(first.reason().code()).isEqualTo("too_few_shadows");
    }
  }

  @Test
  void aJudgeAloneCertifiesNothingAndPeopleMakeItCount() {
    var judged = new CheaperModel("small", AnswerCheck.JUDGE, "large");
    calls(0, 2400, 1);
    Lesson alone = round(0.1, judged).getLast();
    assertThat(alone.status()).isEqualTo(Status.NOT_CERTIFIED);
    assertThat(alone.reason().code()).isEqualTo("too_few_labels");
    String scenario = alone.id();
    for (long n = 0; n < 2400; n++) {
      String shadow = GardenCalls.shadowId(n).text();
      if (Coins.labelled(shadow)) {
        var at = GardenCalls.START.plusSeconds(60 * n);
        control.askLabels(List.of(new LabelTask(shadow, scenario, at, 0.2)));
        String word = GardenCalls.message(n).topic() < 2 ? "as_good" : "worse";
        assertThat(control.label(shadow, word, "a person", at)).isTrue();
      }
    }
    calls(2400, 3100, 1);
    for (long n = 2400; n < 3100; n++) {
      String shadow = GardenCalls.shadowId(n).text();
      if (Coins.labelled(shadow)) {
        var at = GardenCalls.START.plusSeconds(60 * n);
        control.askLabels(List.of(new LabelTask(shadow, scenario, at, 0.2)));
        control.label(
            shadow, GardenCalls.message(n).topic() < 2 ? "as_good" : "worse", "a person", at);
      }
    }
    Lesson labelled = round(0.1, judged).getLast();
    assertThat(labelled.status()).as(labelled.reason().toString()).isEqualTo(Status.CERTIFIED);
    assertThat(new PolicyFiles(data).load(labelled.policy()).policy().certificate().loss())
        .isEqualTo("judge");
  }
}
