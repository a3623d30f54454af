package io.millrace.store.control;

import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicyBinding;
import io.millrace.store.policy.PolicySet;
import io.millrace.store.policy.RetainedText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts policies of several rounds together into one set.
public final class PolicyComposer {
  private PolicyComposer() {}

  /// Makes one set. A policy's binding names versions by their place in the template that it was
  /// certified with; the known template of its scenario may have others by now, so they are found
  /// again by their ids, and versions that only the policy's own template has are added.
  ///
  /// @param known every known scenario
  /// @param policies at most one of each scenario
  /// @return null when there is no policy
  public static @Nullable PolicySet compose(
      List<ScenarioTemplate> known, List<PolicyFiles.Loaded> policies) {
    if (policies.isEmpty()) {
      return null;
    }
    Map<String, PolicyFiles.Loaded> byScenario = new HashMap<>();
    policies.forEach(each -> byScenario.put(each.policy().scenarioId(), each));
    List<ScenarioTemplate> templates = new ArrayList<>();
    List<Policy> bound = new ArrayList<>();
    RetainedText text = RetainedText.PLAIN;
    for (ScenarioTemplate template : known) {
      PolicyFiles.Loaded policy = byScenario.remove(template.id());
      if (policy == null) {
        templates.add(template);
      } else {
        ScenarioTemplate whole = union(template, policy.template());
        templates.add(whole);
        bound.add(rebound(policy, whole));
      }
    }
    for (PolicyFiles.Loaded policy : byScenario.values()) {
      templates.add(policy.template());
      bound.add(policy.policy());
    }
    for (PolicyFiles.Loaded policy : policies) {
      if (policy.text() == RetainedText.MASKED) {
        text = RetainedText.MASKED;
      }
    }
    return new PolicySet(templates, bound, text);
  }

  /// The known template with the versions that it lacks of another.
  public static ScenarioTemplate union(ScenarioTemplate known, ScenarioTemplate other) {
    List<String> have = known.versionIds();
    List<String> ids = other.versionIds();
    List<TemplateVersion> versions = new ArrayList<>(known.versions());
    Set<String> seen = new HashSet<>(have);
    for (int i = 0; i < ids.size(); i++) {
      if (seen.add(ids.get(i))) {
        versions.add(other.versions().get(i));
      }
    }
    return new ScenarioTemplate(known.id(), known.name(), versions);
  }

  private static Policy rebound(PolicyFiles.Loaded loaded, ScenarioTemplate whole) {
    List<String> own = loaded.template().versionIds();
    List<String> all = whole.versionIds();
    Policy policy = loaded.policy();
    List<Integer> versions =
        policy.binding().versions().stream().map(v -> all.indexOf(own.get(v))).toList();
    PolicyBinding binding = policy.binding();
    return new Policy(
        policy.scenarioId(),
        policy.name(),
        new PolicyBinding(binding.teacher(), versions, binding.forms(), binding.answerTokens()),
        policy.certificate(),
        policy.provenance(),
        policy.student());
  }
}
