package io.millrace.flywheel.round;

import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Event;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Release;
import io.millrace.store.control.Round;
import io.millrace.store.control.RoundState;
import io.millrace.store.control.Stage;
import io.millrace.store.policy.CheaperModel;
import io.millrace.store.policy.PolicyFolder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What earlier rounds did to each scenario, and what became of it. Immutable.
final class PastRounds {
  /// A trained scenario is due again when it has got this share of calls more.
  private static final double MORE = 0.25;

  /// Rounds further back than this are not looked at: their scenarios have policies or got calls.
  private static final int ROUNDS = 1000;

  private static final int EVENTS = 100_000;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Map<String, Trained> trained = new HashMap<>();
  private final Map<String, Instant> since = new HashMap<>();
  private final Set<String> inForce = new HashSet<>();
  private final List<String> policiesInForce = new ArrayList<>();

  /// When a scenario was trained last.
  ///
  /// @param round the number of the round
  /// @param until the latest call that was learned from
  /// @param rolledBack whether the policy that came of it was taken back
  private record Trained(long round, Instant until, boolean rolledBack) {}

  private PastRounds() {}

  static PastRounds of(ControlStore control) {
    var past = new PastRounds();
    Map<String, Stage> stages = new HashMap<>();
    for (Release release : control.releases()) {
      stages.put(release.policy(), release.stage());
    }
    for (PolicyRecord policy : control.policies()) {
      past.take(policy, stages.getOrDefault(policy.id(), Stage.WAITING));
    }
    for (Round round : control.rounds(ROUNDS)) {
      if (round.state() == RoundState.DONE) {
        past.take(round, stages);
      }
    }
    for (Event event : control.events(Optional.empty(), EVENTS)) {
      Instant change = event.kind().equals("alarm") ? change(event.evidenceJson()) : null;
      if (change != null) {
        past.since.merge(event.scenario(), change, (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    return past;
  }

  /// Policies tell when an interrupted round trained them, which left no summary.
  private void take(PolicyRecord policy, Stage stage) {
    if (stage.live() || stage == Stage.WAITING) {
      inForce.add(policy.scenario());
      policiesInForce.add(policy.id());
    }
    Instant until = instant(json(policy.certificateJson()).path("window").path("to"));
    String round = policy.origin().replaceFirst("^round ", "");
    String model =
        PolicyFolder.answeredBy(policy.certificateJson()).map(CheaperModel::model).orElse("");
    if (until != null && number(round) >= 0) {
      take(
          key(policy.scenario(), model),
          new Trained(number(round), until, stage == Stage.ROLLED_BACK));
    }
  }

  private void take(Round round, Map<String, Stage> stages) {
    for (JsonNode scenario : json(round.summaryJson()).path("scenarios")) {
      Instant until = instant(scenario.path("until"));
      if (until != null && scenario.path("trained").asBoolean(false)) {
        Stage stage = stages.get(scenario.path("policy").asString(""));
        take(
            key(scenario.path("id").asString(""), scenario.path("model").asString("")),
            new Trained(number(round.id()), until, stage == Stage.ROLLED_BACK));
      }
    }
  }

  /// What was trained: a scenario's student, or the router before a cheaper model.
  private static String key(String scenario, String model) {
    return model.isEmpty() ? scenario : scenario + " " + model;
  }

  private static long number(String round) {
    return round.matches("r\\d{1,18}") ? Long.parseLong(round.substring(1)) : -1;
  }

  private void take(String scenario, Trained next) {
    trained.merge(scenario, next, (a, b) -> b.round() >= a.round() ? b : a);
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException _) {
      return MAPPER.createObjectNode();
    }
  }

  private static @Nullable Instant instant(JsonNode node) {
    try {
      return node.isString() ? Instant.parse(node.asString()) : null;
    } catch (DateTimeException _) {
      return null;
    }
  }

  private static @Nullable Instant change(String evidence) {
    return instant(json(evidence).path("since"));
  }

  /// Ids of the scenarios that have a policy which is out or waits.
  Set<String> inForce() {
    return inForce;
  }

  /// Ids of the policies that are out or wait.
  List<String> policiesInForce() {
    return policiesInForce;
  }

  /// When the data of a scenario begin: at the latest change that an alarm found.
  Optional<Instant> since(String scenario) {
    return Optional.ofNullable(since.get(scenario));
  }

  /// What stands against learning a scenario again: it would spend some of delta on what is known.
  ///
  /// @param usable when the calls were made that it could be learned from, in order
  Optional<Due> notDue(String scenario, List<Instant> usable) {
    return notDue(scenario, "", usable);
  }

  /// The same of a cheaper model.
  ///
  /// @param usable when the calls were made of which there are shadows, in order
  Optional<Due> notDue(String scenario, String model, List<Instant> usable) {
    Trained last = trained.get(key(scenario, model));
    if (last == null || last.rolledBack()) {
      return Optional.empty();
    }
    List<Instant> fresh = new ArrayList<>(usable);
    fresh.removeIf(at -> !at.isAfter(last.until()));
    int before = usable.size() - fresh.size();
    int need = Math.max(1, (int) Math.ceil(MORE * before));
    return fresh.size() >= need ? Optional.empty() : Optional.of(new Due(fresh.size(), need));
  }

  /// How many calls have come since a scenario was trained, and how many make it due.
  record Due(int have, int need) {}
}
