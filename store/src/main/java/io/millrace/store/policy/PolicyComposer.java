package io.millrace.store.policy;

import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
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
 *
 * Policies of one ladder share a template. Where two of them were certified on other slots of one
 * wording, it stays as the one that is asked first reads it, and the other is bound to it no longer.
 */

/// Makes one set of policies, for a gateway, of policies that were certified at different times.
/// Pure.
public final class PolicyComposer {
  private PolicyComposer() {}

  /// @param known every known scenario as the last round learned it
  /// @param policies those that are out, of each scenario a whole ladder; a scenario that is not
  ///   known, or a version of it, comes with its policy
  /// @throws IllegalArgumentException for two policies on one step of a scenario, one without those
  ///   that it stands behind, or when some were trained on masked text and some on plain
  public static PolicySet compose(List<ScenarioTemplate> known, List<KeptPolicy> policies) {
    Map<String, ScenarioTemplate> others = new LinkedHashMap<>();
    known.forEach(template -> others.put(template.id(), template));
    Map<String, Merging> ofKnown = new LinkedHashMap<>();
    Map<String, Merging> ofForgotten = new LinkedHashMap<>();
    List<Policy> bound = new ArrayList<>();
    List<KeptPolicy> inOrder =
        policies.stream()
            .sorted(Comparator.comparingInt(kept -> kept.policy().binding().step()))
            .toList();
    for (KeptPolicy kept : inOrder) {
      ScenarioTemplate own = kept.template();
      ScenarioTemplate latest = others.remove(own.id());
      if (latest != null) {
        ofKnown.put(own.id(), new Merging(latest));
      }
      Merging merging = ofKnown.get(own.id());
      bound.add(
          (merging != null ? merging : ofForgotten.computeIfAbsent(own.id(), _ -> new Merging(own)))
              .bind(kept));
    }
    List<ScenarioTemplate> scenarios = new ArrayList<>();
    ofKnown.values().forEach(merging -> scenarios.add(merging.template()));
    ofForgotten.values().forEach(merging -> scenarios.add(merging.template()));
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

  private static Policy rebound(Policy policy, List<Integer> versions) {
    PolicyBinding binding = policy.binding();
    return new Policy(
        policy.scenarioId(),
        policy.name(),
        new PolicyBinding(
            binding.teacher(), versions, binding.forms(), binding.answerTokens(), binding.behind()),
        policy.certificate(),
        policy.provenance(),
        policy.answerer());
  }

  /// A known template into which a policy's own versions are put. One thread at a time.
  private static final class Merging {
    private final ScenarioTemplate known;
    private final List<TemplateVersion> versions;

    /// The places of versions to which a policy is bound.
    private final BitSet bound = new BitSet();

    Merging(ScenarioTemplate known) {
      this.known = known;
      this.versions = new ArrayList<>(known.versions());
    }

    /// The policy, bound to the places at which its versions are now.
    Policy bind(KeptPolicy kept) {
      int[] places = new Placing(template(), versions).places(kept.template());
      List<Integer> now = new ArrayList<>();
      for (int v : kept.policy().binding().versions()) {
        TemplateVersion version = kept.template().versions().get(v);
        if (!bound.get(places[v])) {
          versions.set(places[v], version);
        }
        if (versions.get(places[v]).equals(version)) {
          now.add(places[v]);
        }
      }
      now.forEach(bound::set);
      return rebound(kept.policy(), now);
    }

    ScenarioTemplate template() {
      return new ScenarioTemplate(known.id(), known.name(), versions);
    }
  }

  /// Finds the places of one policy's versions, and makes places for those that have none. One
  /// thread at a time.
  private static final class Placing {
    private final List<TemplateVersion> before;
    private final List<String> ids;
    private final List<TemplateVersion> versions;
    private final BitSet taken = new BitSet();

    /// @param before the template as it was
    /// @param versions takes what has no place
    Placing(ScenarioTemplate before, List<TemplateVersion> versions) {
      this.before = before.versions();
      this.ids = before.versionIds();
      this.versions = versions;
    }

    /// Where each version of a policy's own template is.
    int[] places(ScenarioTemplate own) {
      int[] places = new int[own.versions().size()];
      // Those that are there as they are come first, so that no other of their id takes their
      // place.
      for (boolean same : new boolean[] {true, false}) {
        for (int v = 0; v < places.length; v++) {
          TemplateVersion version = own.versions().get(v);
          if (before.contains(version) == same) {
            places[v] = place(version, own.versionIds().get(v));
          }
        }
      }
      return places;
    }

    private int place(TemplateVersion version, String id) {
      int place = before.indexOf(version);
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
  }
}
