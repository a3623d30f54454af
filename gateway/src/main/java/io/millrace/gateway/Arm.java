package io.millrace.gateway;

import io.millrace.store.control.Experiment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The side of an experiment that a call is on. Who is on which follows from a hash of the
/// experiment's name and of the unit: the caller's user, else the conversation, else the action,
/// else the call.
///
/// @param fresh whether it is answered the new way
/// @param unit what the unit is known by in the journal
record Arm(Experiment experiment, boolean fresh, String unit) {
  private static final List<String> USER =
      List.of("/user", "/safety_identifier", "/metadata/user_id");

  /// The arm of a call in the first of the experiments that it takes part in.
  ///
  /// @param model that was asked for
  /// @param scenario whose policy is fully out; null without one
  static Optional<Arm> of(
      List<Experiment> running, String model, @Nullable String scenario, String unit) {
    return running.stream()
        .filter(each ->
            each.ofModel() ? each.instead().equals(model) : each.scenario().equals(scenario))
        .flatMap(each -> in(each, unit).stream())
        .findFirst();
  }

  private static Optional<Arm> in(Experiment experiment, String unit) {
    double draw = Draws.arm(experiment.name(), unit);
    return draw >= experiment.share()
        ? Optional.empty()
        : Optional.of(
            new Arm(
                experiment, draw < experiment.share() / 2, Draws.alias(experiment.name(), unit)));
  }

  /// What a call belongs to.
  ///
  /// @param conversation that the caller named; empty without one
  /// @param action that the caller named; empty without one
  static String unit(JsonNode body, String conversation, String action, String call) {
    for (String place : USER) {
      String user = body.at(place).asString("");
      if (!user.isEmpty()) {
        return "user " + user;
      }
    }
    if (!conversation.isEmpty()) {
      return "conversation " + conversation;
    }
    return action.isEmpty() ? "call " + call : "action " + action;
  }

  /// `experiment/arm`, for the caller.
  String shown() {
    return experiment.name() + (fresh ? "/new" : "/old");
  }

  /// `experiment/arm/unit`, for the journal.
  String text() {
    return shown() + "/" + unit;
  }
}
