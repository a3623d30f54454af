package io.millrace.store.policy;

import io.millrace.learn.student.Prediction;
import io.millrace.learn.student.Student;
import io.millrace.learn.template.Match;
import io.millrace.learn.template.ScenarioMatcher;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.store.mask.Masking;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All policies of one release with the matcher that recognises their scenarios: what a gateway
/// holds. Immutable; safe to share between threads.
public final class PolicySet {
  private final List<ScenarioTemplate> scenarios;
  private final ScenarioMatcher matcher;
  private final Map<String, List<Policy>> ladders;
  private final RetainedText text;

  /// Policies trained on text as it was said.
  ///
  /// @throws IllegalArgumentException as the other constructor does
  public PolicySet(List<ScenarioTemplate> scenarios, List<Policy> policies) {
    this(scenarios, policies, RetainedText.PLAIN);
  }

  /// @param scenarios every known scenario, certified or not: a scenario without a policy must
  ///   still be told apart from one that has one
  /// @param text what the policies were trained on: where it was masked, requests are masked before
  ///   they are matched
  /// @param policies of each scenario either none or a ladder: one that is asked first, one behind
  ///   it, and so on
  /// @throws IllegalArgumentException for two scenarios with one id, two policies on one step of a
  ///   scenario's ladder or none on a lower one, or a policy for an unknown scenario
  public PolicySet(List<ScenarioTemplate> scenarios, List<Policy> policies, RetainedText text) {
    this.text = text;
    this.scenarios = List.copyOf(scenarios);
    this.matcher = ScenarioMatcher.of(scenarios);
    Set<String> ids = new HashSet<>();
    for (ScenarioTemplate scenario : scenarios) {
      if (!ids.add(scenario.id())) {
        throw new IllegalArgumentException("two scenarios with the id " + scenario.id());
      }
    }
    Map<String, List<Policy>> byScenario = new HashMap<>();
    policies.stream()
        .sorted(Comparator.comparingInt(policy -> policy.binding().step()))
        .forEach(policy -> {
          if (!ids.contains(policy.scenarioId())) {
            throw new IllegalArgumentException("a policy for no scenario: " + policy.scenarioId());
          }
          add(byScenario.computeIfAbsent(policy.scenarioId(), _ -> new ArrayList<>()), policy);
        });
    byScenario.replaceAll((_, ladder) -> List.copyOf(ladder));
    this.ladders = Map.copyOf(byScenario);
  }

  private static void add(List<Policy> ladder, Policy policy) {
    int step = policy.binding().step();
    if (step < ladder.size()) {
      throw new IllegalArgumentException("two policies for scenario " + policy.scenarioId());
    }
    if (step > ladder.size()) {
      throw new IllegalArgumentException(
          "a policy for scenario " + policy.scenarioId() + " without those that it stands behind");
    }
    ladder.add(policy);
  }

  /// Reads a folder that [PolicyFolder#write] wrote, checking every file against the manifest.
  ///
  /// @throws PolicyException naming the file that is missing, damaged or half written
  public static PolicySet load(Path folder) {
    return PolicyFolder.readSet(folder);
  }

  /// The scenario of a request; empty without one. Asks no student, whose answer may take a hundred
  /// times as long.
  public Optional<String> recognise(Request request) {
    return Optional.ofNullable(matcher.match(seen(request))).map(Match::scenarioId);
  }

  private Request seen(Request request) {
    return text == RetainedText.MASKED ? masked(request) : request;
  }

  /// Who answers this request: the first policy of the scenario's ladder that is sure, else the
  /// teacher. Where one may not be asked, none behind it is. Never looks at anything but the
  /// request.
  public Decision decide(Request request) {
    Request seen = seen(request);
    Match match = matcher.match(seen);
    if (match == null) {
      return new Decision.ByTeacher(null, "unrecognised");
    }
    Decision.ByTeacher left = new Decision.ByTeacher(match.scenarioId(), "no_policy");
    for (Policy policy : ladder(match.scenarioId())) {
      Optional<String> refusal = policy.binding().refusal(seen, match.version());
      if (refusal.isPresent()) {
        return left.because(refusal.get());
      }
      Decision decision = decide(policy, match.input());
      if (!(decision instanceof Decision.ByTeacher next)) {
        return decision;
      }
      left = next.after(left);
    }
    return left;
  }

  private Decision decide(Policy policy, String input) {
    return switch (policy.answerer()) {
      case Answerer.OfStudent(Student student) -> decide(policy, student.answer(input));
      case Answerer.OfModel of -> {
        double score = of.router().score(input);
        yield score >= policy.certificate().threshold()
            ? new Decision.ByModel(
                policy.scenarioId(), of.by().model(), score, policy.binding().step())
            : new Decision.ByTeacher(
                policy.scenarioId(), "unsure", score, null, policy.binding().step());
      }
    };
  }

  private Decision decide(Policy policy, Prediction prediction) {
    String id = policy.scenarioId();
    String answer = prediction.answer();
    double confidence = prediction.confidence();
    int step = policy.binding().step();
    if (!(confidence >= policy.certificate().threshold())) {
      return new Decision.ByTeacher(id, "unsure", confidence, answer, step);
    }
    // What the word stands for is known to the teacher only.
    if (text == RetainedText.MASKED && Masking.holdsWord(answer)) {
      return new Decision.ByTeacher(id, "masked_answer", confidence, answer, step);
    }
    return new Decision.ByStudent(id, answer, confidence, step);
  }

  private static Request masked(Request request) {
    return new Request(
        request.model(),
        request.messages().stream()
            .map(message -> new Message(message.role(), Masking.text(message.text())))
            .toList(),
        request.form());
  }

  /// The same policies, declared to hold another text.
  public PolicySet retaining(RetainedText other) {
    return new PolicySet(scenarios, policies(), other);
  }

  /// What text the policies were trained on.
  public RetainedText text() {
    return text;
  }

  /// Every known scenario.
  public List<ScenarioTemplate> scenarios() {
    return scenarios;
  }

  /// The policies of a scenario in the order in which they are asked.
  public List<Policy> ladder(String scenarioId) {
    return ladders.getOrDefault(scenarioId, List.of());
  }

  /// The policy of a scenario that is asked first, if it has one.
  public Optional<Policy> policy(String scenarioId) {
    return ladder(scenarioId).stream().findFirst();
  }

  /// All policies.
  public List<Policy> policies() {
    return ladders.values().stream().flatMap(List::stream).toList();
  }

  /// How many policies there are.
  public int size() {
    return policies().size();
  }
}
