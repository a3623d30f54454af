package io.millrace.store.policy;

import io.millrace.learn.student.Prediction;
import io.millrace.learn.template.Match;
import io.millrace.learn.template.ScenarioMatcher;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.model.Request;
import java.nio.file.Path;
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
  private final Map<String, Policy> policies;

  /// @param scenarios every known scenario, certified or not: a scenario without a policy must
  ///   still be told apart from one that has one
  /// @throws IllegalArgumentException for two scenarios with one id, two policies for one scenario,
  ///   or a policy for an unknown one
  public PolicySet(List<ScenarioTemplate> scenarios, List<Policy> policies) {
    this.scenarios = List.copyOf(scenarios);
    this.matcher = ScenarioMatcher.of(scenarios);
    Set<String> ids = new HashSet<>();
    for (ScenarioTemplate scenario : scenarios) {
      if (!ids.add(scenario.id())) {
        throw new IllegalArgumentException("two scenarios with the id " + scenario.id());
      }
    }
    Map<String, Policy> byScenario = new HashMap<>();
    for (Policy policy : policies) {
      if (!ids.contains(policy.scenarioId())) {
        throw new IllegalArgumentException("a policy for no scenario: " + policy.scenarioId());
      }
      if (byScenario.put(policy.scenarioId(), policy) != null) {
        throw new IllegalArgumentException("two policies for scenario " + policy.scenarioId());
      }
    }
    this.policies = Map.copyOf(byScenario);
  }

  /// Reads a folder that [PolicyFolder#write] wrote, checking every file against the manifest.
  ///
  /// @throws PolicyException naming the file that is missing, damaged or half written
  public static PolicySet load(Path folder) {
    return PolicyFolder.read(folder);
  }

  /// Who answers this request. Never looks at anything but the request.
  public Decision decide(Request request) {
    Match match = matcher.match(request);
    if (match == null) {
      return new Decision.ByTeacher(null, "unrecognised", Double.NaN);
    }
    Policy policy = policies.get(match.scenarioId());
    if (policy == null) {
      return new Decision.ByTeacher(match.scenarioId(), "no_policy", Double.NaN);
    }
    Optional<String> refusal = policy.binding().refusal(request, match.version());
    if (refusal.isPresent()) {
      return new Decision.ByTeacher(match.scenarioId(), refusal.get(), Double.NaN);
    }
    Prediction prediction = policy.student().answer(match.input());
    if (!(prediction.confidence() >= policy.certificate().threshold())) {
      return new Decision.ByTeacher(match.scenarioId(), "unsure", prediction.confidence());
    }
    return new Decision.ByStudent(match.scenarioId(), prediction.answer(), prediction.confidence());
  }

  /// Every known scenario.
  public List<ScenarioTemplate> scenarios() {
    return scenarios;
  }

  /// The policy of a scenario, if it has one.
  public Optional<Policy> policy(String scenarioId) {
    return Optional.ofNullable(policies.get(scenarioId));
  }

  /// How many policies there are.
  public int size() {
    return policies.size();
  }

  Map<String, Policy> policies() {
    return policies;
  }
}
