package io.millrace.gateway;

import io.millrace.store.control.Experiment;
import io.millrace.store.policy.Answerer;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicySet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The policies in force at one moment and the terms on which each may answer. Immutable.
///
/// @param set null when there is nothing to recognise
/// @param terms by scenario, of each policy in the order in which they are asked; a policy without
///   terms is asked and never answers
/// @param experiments that are running, in the order in which they began
record Released(
    @Nullable PolicySet set, Map<String, List<Terms>> terms, List<Experiment> experiments) {
  static final Released NONE = new Released(null, Map.of(), List.of());

  Released {
    terms = Map.copyOf(terms);
    experiments = List.copyOf(experiments);
  }

  /// @param step the policy's place on the scenario's ladder
  Terms terms(String scenario, int step) {
    List<Terms> ladder = terms.getOrDefault(scenario, List.of());
    return step < ladder.size() ? ladder.get(step) : Terms.UNKNOWN;
  }

  /// Whether a cheaper model answers some of a scenario's calls.
  boolean cheaper(String scenario) {
    if (set == null) {
      return false;
    }
    for (Policy policy : set.ladder(scenario)) {
      if (policy.answerer() instanceof Answerer.OfModel) {
        return true;
      }
    }
    return false;
  }

  /// Whether a scenario has policies, and each answers whatever it is sure of.
  boolean wholly(String scenario) {
    List<Terms> ladder = terms.getOrDefault(scenario, List.of());
    return !ladder.isEmpty() && ladder.stream().allMatch(each -> each.share() >= 1);
  }

  /// The same, but some policies do not answer.
  ///
  /// @param policies their ids
  Released without(Set<String> policies) {
    if (policies.isEmpty()) {
      return this;
    }
    var left = new HashMap<>(terms);
    left.replaceAll((_, ladder) ->
        ladder.stream()
            .map(each ->
                policies.contains(each.policy())
                    ? new Terms(each.policy(), 0, each.auditRate(), "paused")
                    : each)
            .toList());
    return new Released(set, left, experiments);
  }

  /// The terms of one policy.
  ///
  /// @param policy its id
  /// @param share of the conversations that its student may answer, 0 to 1
  /// @param auditRate the probability with which a call it answered is asked of the teacher too
  /// @param outside why a call that it is sure of goes to the teacher where it may not answer:
  ///   `shadow`, `held_out`, `paused`
  record Terms(String policy, double share, double auditRate, String outside) {
    static final Terms UNKNOWN = new Terms("", 0, 0, "shadow");

    /// The probability with which a call that the student is sure of gets a teacher's answer.
    double referenceProbability() {
      return 1 - share + share * auditRate;
    }
  }
}
