package io.millrace.store.policy;

import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/*
 * A policy is bound to versions of the template that it was certified on, by their places in it. Since
 * then rounds may have learned other wordings of the scenario, and put them at other places. A version
 * is found again by its id, a hash of its constant text. Two versions of one id can still differ in
 * which of their slots are the input: the student must then read what it was certified on, so the
 * version that the policy is bound to takes the place of the known one.
 *
 * When a scenario's first wording leaves the log, a round finds the others as a scenario of another id.
 * The matcher gives a wording of two scenarios to the one that comes first: scenarios with a policy do.
 */

/// Makes one set of policies, for a gateway, of policies that were certified at different times.
/// Pure.
public final class PolicyComposer {
  private PolicyComposer() {}

  /// @param known every known scenario as the last round learned it
  /// @param policies those that are out, at most one for a scenario; a scenario that is not known,
  ///   or a version of it, comes with its policy
  /// @throws IllegalArgumentException for two policies of one scenario, or when some were trained
  ///   on masked text and some on plain
  public static PolicySet compose(List<ScenarioTemplate> known, List<KeptPolicy> policies) {
    Map<String, ScenarioTemplate> others = new LinkedHashMap<>();
    known.forEach(template -> others.put(template.id(), template));
    List<ScenarioTemplate> ofKnown = new ArrayList<>();
    List<ScenarioTemplate> ofForgotten = new ArrayList<>();
    List<Policy> bound = new ArrayList<>();
    for (KeptPolicy kept : policies) {
      ScenarioTemplate own = kept.template();
      ScenarioTemplate latest = others.remove(own.id());
      var merging = new Merging(latest == null ? own : latest);
      bound.add(rebound(kept.policy(), merging.places(kept)));
      (latest == null ? ofForgotten : ofKnown).add(merging.template());
    }
    List<ScenarioTemplate> scenarios = new ArrayList<>(ofKnown);
    scenarios.addAll(ofForgotten);
    scenarios.addAll(others.values());
    return new PolicySet(scenarios, bound, text(policies));
  }

  private static RetainedText text(List<KeptPolicy> policies) {
    List<RetainedText> texts = policies.stream().map(KeptPolicy::text).distinct().toList();
    if (texts.size() > 1) {
      throw new IllegalArgumentException(
          "some policies were trained on masked text and some on plain: one gateway serves one"
              + " kind; retire those of the other");
    }
    return texts.isEmpty() ? RetainedText.PLAIN : texts.getFirst();
  }

  private static Policy rebound(Policy policy, int[] places) {
    PolicyBinding binding = policy.binding();
    List<Integer> versions = binding.versions().stream().map(v -> places[v]).toList();
    return new Policy(
        policy.scenarioId(),
        policy.name(),
        new PolicyBinding(binding.teacher(), versions, binding.forms(), binding.answerTokens()),
        policy.certificate(),
        policy.provenance(),
        policy.answerer());
  }

  /// A known template into which a policy's own versions are put. One thread at a time.
  private static final class Merging {
    private final ScenarioTemplate known;
    private final List<TemplateVersion> versions;
    private final List<String> ids;
    private final BitSet taken = new BitSet();

    Merging(ScenarioTemplate known) {
      this.known = known;
      this.versions = new ArrayList<>(known.versions());
      this.ids = known.versionIds();
    }

    /// Where each of the policy's versions is now.
    int[] places(KeptPolicy kept) {
      ScenarioTemplate own = kept.template();
      int[] places = new int[own.versions().size()];
      // Those that are there as they are come first, so that no other of their id takes their
      // place.
      for (boolean same : new boolean[] {true, false}) {
        for (int v = 0; v < places.length; v++) {
          TemplateVersion version = own.versions().get(v);
          if (known.versions().contains(version) == same) {
            places[v] = place(version, own.versionIds().get(v));
            if (kept.policy().binding().versions().contains(v)) {
              versions.set(places[v], version);
            }
          }
        }
      }
      return places;
    }

    private int place(TemplateVersion version, String id) {
      int place = known.versions().indexOf(version);
      for (int k = 0; place < 0 && k < ids.size(); k++) {
        place = ids.get(k).equals(id) && !taken.get(k) ? k : -1;
      }
      if (place < 0) {
        versions.add(version);
        return versions.size() - 1;
      }
      taken.set(place);
      return place;
    }

    ScenarioTemplate template() {
      return new ScenarioTemplate(known.id(), known.name(), versions);
    }
  }
}
