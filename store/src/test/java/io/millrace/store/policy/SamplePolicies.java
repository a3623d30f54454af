package io.millrace.store.policy;

import io.millrace.learn.label.LabelTrainer;
import io.millrace.learn.route.RouteExample;
import io.millrace.learn.route.Router;
import io.millrace.learn.route.RouterOptions;
import io.millrace.learn.route.RouterTrainer;
import io.millrace.learn.student.Student;
import io.millrace.learn.student.TrainingOptions;
import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.model.Certificate;
import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Made-up policies: two with a student of their own, and a scenario that has none.
public final class SamplePolicies {
  public static final String TEACHER = "teacher-large";
  public static final String TICKETS = "sc-tickets";
  public static final String TONES = "sc-tones";
  public static final String LEGAL = "sc-legal";

  /// Students are immutable, so the tests share them.
  static final Student ROUTER =
      Lessons.train(
          List.of("I want my money back for order ", "where is my parcel number "),
          List.of("{\"queue\": \"refund\"}", "{\"queue\": \"delivery\"}"));

  static final Student CRITIC =
      Lessons.train(
          List.of("a wonderful lamp, bought ", "broken again after days: "), List.of("好", "差"));

  private SamplePolicies() {}

  public static PolicySet shop() {
    return new PolicySet(
        scenarios(), List.of(policy(TICKETS, ROUTER, 0.5), policy(TONES, CRITIC, 0.5)));
  }

  /// Tickets are answered by a cheaper model where they ask for a parcel, tones by their student.
  ///
  /// @param forms request forms that the tickets' policy is bound to, besides that of [#request]
  public static PolicySet withModel(String model, PolicyBinding.Form... forms) {
    Policy tickets = policy(TICKETS, ROUTER, 0.5);
    List<PolicyBinding.Form> all = new ArrayList<>(tickets.binding().forms());
    all.addAll(List.of(forms));
    Policy cheaper =
        new Policy(
            TICKETS,
            tickets.name(),
            new PolicyBinding(TEACHER, List.of(0), all, 7),
            certificate(PolicyFolder.routerBytes(Routes.PARCELS), 0.5),
            tickets.provenance(),
            new Answerer.OfModel(new CheaperModel(model, AnswerCheck.JSON, ""), Routes.PARCELS));
    return new PolicySet(scenarios(), List.of(cheaper, policy(TONES, CRITIC, 0.5)));
  }

  /// The same policy, behind others and with another threshold.
  public static Policy behind(Policy policy, double threshold, String... behind) {
    return bound(policy, threshold, policy.binding().forms(), behind);
  }

  /// The same for other forms.
  static Policy bound(
      Policy policy, double threshold, List<PolicyBinding.Form> forms, String... behind) {
    PolicyBinding binding = policy.binding();
    byte[] stored =
        switch (policy.answerer()) {
          case Answerer.OfStudent(Student student) -> PolicyFolder.studentBytes(student);
          case Answerer.OfModel of -> PolicyFolder.routerBytes(of.router());
        };
    return new Policy(
        policy.scenarioId(),
        policy.name(),
        new PolicyBinding(
            binding.teacher(), binding.versions(), forms, binding.answerTokens(), List.of(behind)),
        certificate(stored, threshold),
        policy.provenance(),
        policy.answerer());
  }

  static List<ScenarioTemplate> scenarios() {
    return List.of(scenario(TICKETS), scenario(TONES), scenario(LEGAL));
  }

  static ScenarioTemplate scenario(String id) {
    var system = new MessagePattern("system", List.of(new Part.Constant(prompt(id))));
    var user = new MessagePattern("user", List.of(new Part.Input()));
    return new ScenarioTemplate(
        id, "Name of " + id, List.of(new TemplateVersion(List.of(system, user), false)));
  }

  static Policy policy(String scenario, Student student, double threshold) {
    return new Policy(
        scenario,
        "Name of " + scenario,
        new PolicyBinding(
            TEACHER, List.of(0), List.of(new PolicyBinding.Form("", List.of("\n\n"))), 7),
        certificate(PolicyFolder.studentBytes(student), threshold),
        new Policy.Provenance("ab".repeat(32), 60, Long.MIN_VALUE + 1, "fast", "0.1.0"),
        student);
  }

  static Request request(String scenario, String input) {
    return new Request(
        TEACHER,
        List.of(new Message("system", prompt(scenario)), new Message("user", input)),
        new RequestForm("", List.of("\n\n"), RequestForm.PLAIN.maxTokens(), true));
  }

  /// Inputs like those of training, others, and none.
  static List<String> inputs() {
    List<String> inputs = new ArrayList<>(List.of("", "hello", "我要退款", "money parcel"));
    for (int i = 0; i < 10; i++) {
      inputs.add("I want my money back for order " + i);
      inputs.add("where is my parcel number " + i);
      inputs.add("a wonderful lamp, bought " + i);
    }
    return inputs;
  }

  public static String prompt(String scenario) {
    return "You are the clerk for the job " + scenario + ". Answer with one word of the list.";
  }

  private static Certificate certificate(byte[] stored, double threshold) {
    return new Certificate(
        "selective",
        0.1,
        0.05,
        "record",
        "distinct_inputs",
        300,
        250,
        9,
        9,
        0.0663,
        threshold,
        "made up",
        0.0123,
        2,
        0.0076,
        7,
        Instant.parse("2026-11-12T16:20:00.250Z"),
        Instant.parse("2026-11-16T22:41:00Z"),
        "cd".repeat(32),
        Sha256.of(stored));
  }

  /// A class of its own: the training threads call back into it, and would wait for ever for one
  /// that is still being initialised.
  private static final class Lessons {
    private Lessons() {}

    static Student train(List<String> openings, List<String> answers) {
      int examples = 60;
      List<String> inputs = new ArrayList<>();
      int[] labels = new int[examples];
      int[] weights = new int[examples];
      Arrays.fill(weights, 1);
      for (int e = 0; e < examples; e++) {
        labels[e] = e % openings.size();
        inputs.add(openings.get(labels[e]) + e);
      }
      TrainingOptions options = new TrainingOptions(3, 1, false, 0.1, _ -> {});
      return LabelTrainer.train(inputs, labels, weights, answers, options).student();
    }
  }

  /// The same for a router.
  private static final class Routes {
    static final Router PARCELS = train();

    private Routes() {}

    private static Router train() {
      List<RouteExample> examples = new ArrayList<>();
      for (int e = 0; e < 60; e++) {
        examples.add(RouteExample.compared("where is my parcel number " + e, 1));
        examples.add(RouteExample.compared("I want my money back for order " + e, 0));
      }
      return RouterTrainer.train(examples, new RouterOptions(3, 1, false)).router();
    }
  }
}
