package io.millrace.flywheel.release;

import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Event;
import io.millrace.store.control.Mode;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Release;
import io.millrace.store.control.StateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Where people look at policies and decide on them: one implementation for the command line and
/// for HTTP. Thread-safe.
///
/// What is done here is done when the method returns; a server in another process picks it up
/// within a second.
public final class PolicyDesk {
  private static final int RECENT = 50;
  private static final Set<String> FIELDS = Set.of("share", "full", "mode", "why");

  private final ControlStore store;
  private final ReleaseActions actions;

  public PolicyDesk(ControlStore store) {
    this.store = store;
    this.actions = new ReleaseActions(store);
  }

  /// What may be done: to a policy, but for [#MODE] to a scenario.
  public enum Action {
    /// To a canary, or to the canary's next step; `share` (0 to 1) or `full` name another one.
    PROMOTE,
    /// Answers nothing until it is resumed.
    PAUSE,
    /// Back to where it was paused.
    RESUME,
    /// Takes it back.
    ROLLBACK,
    /// No other policy may take its place.
    PIN,
    UNPIN,
    /// What may happen to a scenario's new policies; `mode` names it: `auto`, `ask`, `off`.
    MODE;

    /// @throws IllegalArgumentException when it is none
    public static Action parse(String text) {
      return word(Action.class, "action", text);
    }
  }

  /// Scenarios with their modes, and policies with their releases and observations: by scenario,
  /// the live ones first, in the order in which they are asked, then the latest.
  ///
  /// @param all whether policies that others replaced are wanted too
  public ObjectNode list(boolean all) {
    ObjectNode out = PolicyNodes.object();
    ArrayNode scenarios = out.putArray("scenarios");
    store.scenarios().forEach(known -> PolicyNodes.scenario(scenarios.addObject(), known));
    Map<String, Release> releases = releases();
    ArrayNode policies = out.putArray("policies");
    List<Standing> standings = new ArrayList<>();
    for (PolicyRecord policy : store.policies()) {
      Release release = releases.get(policy.id());
      if (release != null && (all || PolicyNodes.current(release))) {
        standings.add(new Standing(policy, release));
      }
    }
    standings.sort(Standing.ORDER);
    for (Standing each : standings) {
      PolicyNodes.policy(
          policies.addObject(), each.policy, each.release, store.counts(each.policy.id()));
    }
    return out;
  }

  /// A policy and how far it is out.
  private record Standing(PolicyRecord policy, Release release) {
    static final Comparator<Standing> ORDER =
        Comparator.comparing((Standing each) -> each.policy.name())
            .thenComparing(each -> each.policy.scenario())
            .thenComparing(each -> !each.release.stage().live())
            .thenComparingInt(each -> each.release.stage().live() ? each.release.step() : 0)
            .thenComparing(each -> each.policy.created(), Comparator.reverseOrder());
  }

  private Map<String, Release> releases() {
    var releases = new HashMap<String, Release>();
    store.releases().forEach(release -> releases.put(release.policy(), release));
    return releases;
  }

  /// One policy: what [#list] has, its certificate, and what was done to it, latest first.
  ///
  /// @throws StateException when there is none
  public ObjectNode show(String id) {
    Release release = actions.release(id);
    PolicyRecord policy =
        store.policies().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    ObjectNode out = PolicyNodes.object();
    PolicyNodes.policy(out, policy, release, store.counts(id));
    out.set("certificate", PolicyNodes.certificate(policy));
    ArrayNode events = out.putArray("history");
    store.events(Optional.of(policy.scenario()), Integer.MAX_VALUE).stream()
        .filter(event -> event.policy().equals(id) || event.policy().isEmpty())
        .limit(RECENT)
        .forEach(event -> PolicyNodes.event(events.addObject(), event));
    return out;
  }

  /// What was done, latest first.
  ///
  /// @param scenario its id or name; empty for all
  /// @throws StateException when there is no such scenario
  public ObjectNode history(Optional<String> scenario, int limit) {
    ObjectNode out = PolicyNodes.object();
    ArrayNode events = out.putArray("events");
    for (Event event : store.events(scenario.map(actions::scenario), limit)) {
      PolicyNodes.event(events.addObject(), event);
    }
    return out;
  }

  /// Does something.
  ///
  /// @param id of the policy; for [Action#MODE] the scenario's id or name
  /// @param body `share`, `full`, `mode` as the action says, and `why`, for the record
  /// @param who does it
  /// @return the policy as [#show] has it afterwards, with `retired` where others lost their place
  ///   by it, or the scenario
  /// @throws StateException when it is not lawful as things stand; nothing was done then
  /// @throws IllegalArgumentException when the body says something that is not understood
  public ObjectNode act(Action action, String id, JsonNode body, String who) {
    for (String field : body.propertyNames()) {
      if (!FIELDS.contains(field)) {
        throw new IllegalArgumentException(
            "`" + field + "` is not known; there are: share, full, mode, why");
      }
    }
    var by = new By(who, body.path("why").asString(""));
    Set<String> before = live();
    switch (action) {
      case PROMOTE -> actions.promote(id, share(body), by);
      case PAUSE -> actions.pause(id, by);
      case RESUME -> actions.resume(id, by);
      case ROLLBACK -> actions.rollback(id, by);
      case PIN -> actions.pin(id, true, by);
      case UNPIN -> actions.pin(id, false, by);
      case MODE -> {
        actions.mode(id, word(Mode.class, "mode", body.path("mode").asString("")), by);
        return scenario(actions.scenario(id));
      }
    }
    ObjectNode shown = show(id);
    String scenario = shown.path("scenario").asString();
    before.removeAll(live());
    List<String> retired =
        store.policies().stream()
            .filter(each -> each.scenario().equals(scenario))
            .map(PolicyRecord::id)
            .filter(each -> before.contains(each) && !each.equals(id))
            .toList();
    if (!retired.isEmpty()) {
      retired.forEach(shown.putArray("retired")::add);
    }
    return shown;
  }

  private Set<String> live() {
    return store.releases().stream()
        .filter(each -> each.stage().live())
        .map(Release::policy)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private ObjectNode scenario(String id) {
    ObjectNode out = PolicyNodes.object();
    store.scenarios().stream()
        .filter(known -> known.template().id().equals(id))
        .forEach(known -> PolicyNodes.scenario(out, known));
    return out;
  }

  private static OptionalDouble share(JsonNode body) {
    boolean full = body.path("full").asBoolean(false);
    JsonNode share = body.path("share");
    if (share.isMissingNode() || share.isNull()) {
      return full ? OptionalDouble.of(1) : OptionalDouble.empty();
    }
    double value = share.isNumber() ? share.asDouble() : Double.NaN;
    if (full || !(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(
          full
              ? "`share` and `full` exclude each other: keep one"
              : "`share` is " + share + ": a number over 0 and up to 1 is needed");
    }
    return OptionalDouble.of(value);
  }

  private static <E extends Enum<E>> E word(Class<E> type, String what, String text) {
    for (E one : type.getEnumConstants()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(text)) {
        return one;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is no "
            + what
            + "; there are: "
            + Arrays.stream(type.getEnumConstants())
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }
}
