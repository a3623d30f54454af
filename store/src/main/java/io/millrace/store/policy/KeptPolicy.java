package io.millrace.store.policy;

import io.millrace.learn.template.ScenarioTemplate;

/// A policy as it is kept: with the template that it was certified on, to whose versions its
/// binding refers. Immutable.
///
/// @param template of the policy's scenario, as it was known when the policy was certified
/// @param text what the policy was trained on
public record KeptPolicy(ScenarioTemplate template, Policy policy, RetainedText text) {
  public KeptPolicy {
    if (!template.id().equals(policy.scenarioId())) {
      throw new IllegalArgumentException(
          "the template is of " + template.id() + ", the policy of " + policy.scenarioId());
    }
    for (int version : policy.binding().versions()) {
      if (version < 0 || version >= template.versions().size()) {
        throw new IllegalArgumentException(
            "the policy is bound to version "
                + version
                + " of "
                + template.id()
                + ", which has "
                + template.versions().size());
      }
    }
  }
}
