package io.millrace.flywheel.release;

import io.millrace.store.control.ControlStore;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Release;
import io.millrace.store.control.Stage;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.CheaperModel;
import io.millrace.store.policy.PolicyFolder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where cheaper models may be tried next: at the end of each scenario's ladder, behind all
/// policies that are out. Immutable.
public final class NextSteps {
  private final Map<String, List<Release>> ladders = new HashMap<>();

  /// Where a policy waits to be let out: scenarios with what it stands behind.
  private final Set<List<String>> taken = new HashSet<>();

  private final Map<String, String> models = new HashMap<>();

  private NextSteps() {}

  /// As things stand now.
  public static NextSteps of(ControlStore control) {
    var steps = new NextSteps();
    for (Release release : control.releases()) {
      if (release.stage().live()) {
        steps.ladders.computeIfAbsent(release.scenario(), _ -> new ArrayList<>()).add(release);
      } else if (release.stage() == Stage.WAITING) {
        steps.taken.add(place(release.scenario(), release.behind()));
      }
    }
    steps.ladders.values().forEach(each -> each.sort(Comparator.comparingInt(Release::step)));
    Set<String> live = new HashSet<>();
    steps.ladders.values().forEach(ladder -> ladder.forEach(each -> live.add(each.policy())));
    for (PolicyRecord policy : control.policies()) {
      if (live.contains(policy.id())) {
        PolicyFolder.answeredBy(policy.certificateJson())
            .ifPresent(by -> steps.models.put(policy.id(), by.model()));
      }
    }
    return steps;
  }

  private static List<String> place(String scenario, List<String> behind) {
    List<String> place = new ArrayList<>(List.of(scenario));
    place.addAll(behind);
    return place;
  }

  /// The end of a scenario's ladder.
  ///
  /// @param cheaper the models that may be tried, in the order in which they are to be asked
  public NextStep of(String scenario, List<CheaperModel> cheaper) {
    List<Release> ladder = ladders.getOrDefault(scenario, List.of());
    List<String> behind = ladder.stream().map(Release::policy).toList();
    if (taken.contains(place(scenario, behind))) {
      return new NextStep(behind, List.of());
    }
    List<String> asked = behind.stream().map(policy -> models.getOrDefault(policy, "")).toList();
    int after = 0;
    for (int i = 0; i < cheaper.size(); i++) {
      after = asked.contains(cheaper.get(i).model()) ? i + 1 : after;
    }
    return new NextStep(behind, cheaper.subList(after, cheaper.size()));
  }

  /// The end of a ladder.
  ///
  /// @param behind ids of the policies that are out, in the order in which they are asked
  /// @param models that may be tried behind them, in the order in which they are to be asked; empty
  ///   where a policy waits for the place
  public record NextStep(List<String> behind, List<CheaperModel> models) {
    /// Reasons with which a policy leaves a call to those behind it.
    private static final Set<String> UNSURE = Set.of("unsure", "masked_answer");

    public NextStep {
      behind = List.copyOf(behind);
      models = List.copyOf(models);
    }

    /// The policy that is asked last; empty without one.
    public String last() {
      return behind.isEmpty() ? "" : behind.getLast();
    }

    /// Whether a call is one of those that a policy here would be asked about: one that all
    /// policies which are out were asked about, and left to the teacher. Without any, one that came
    /// while there was none: calls that a policy refused are no sample of all.
    public boolean leftOver(Entry.CallEnded ended) {
      String reason = ended.reason();
      return ended.draw().policy().equals(last())
          && (behind.isEmpty() ? reason.equals("no_policy") : UNSURE.contains(reason));
    }
  }
}
