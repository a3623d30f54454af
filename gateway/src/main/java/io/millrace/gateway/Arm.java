package io.millrace.gateway;

import io.millrace.store.control.Experiment;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The side of an experiment that a call is on. Who is on which follows from a hash of the
/// experiment's name and of the unit: the caller's user, else the conversation, else the call.
///
/// @param fresh whether it is answered the new way
/// @param unit what the unit is known by in the journal
record Arm(Experiment experiment, boolean fresh, String unit) {
  private static final List<String> USER =
      List.of("/user", "/safety_identifier", "/metadata/user_id");

  /// The arm of a call in the first of the experiments on models that it takes part in.
  ///
  /// @param model that was asked for
  static Optional<Arm> ofModel(List<Experiment> running, String model, String unit) {
    return running.stream()
        .filter(each -> each.ofModel() && each.instead().equals(model))
        .flatMap(each -> in(each, unit).stream())
        .findFirst();
  }

  /// The same of the experiments on the policy of a scenario.
  static Optional<Arm> ofScenario(List<Experiment> running, String scenario, String unit) {
    return running.stream()
        .filter(each -> each.scenario().equals(scenario))
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

  /// The share of the units of a scenario that its experiments do not leave to the teacher.
  static double kept(List<Experiment> running, String scenario) {
    double free = 1;
    double left = 0;
    for (Experiment each : running) {
      if (each.scenario().equals(scenario)) {
        left += free * each.share() / 2;
        free *= 1 - each.share();
      }
    }
    return 1 - left;
  }

  /// What a call belongs to.
  ///
  /// @param conversation that the caller named; empty without one
  static String unit(JsonNode body, String conversation, String call) {
    for (String place : USER) {
      String user = body.at(place).asString("");
      if (!user.isEmpty()) {
        return "user " + user;
      }
    }
    return conversation.isEmpty() ? "call " + call : "conversation " + conversation;
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
