package io.millrace.store.control;

import io.millrace.store.StoreException;
import java.time.Duration;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A comparison, on real traffic, of two ways to answer calls by what callers say of the answers.
/// All of it is fixed before its first call: only so does it prove anything. Immutable.
///
/// Of the users (else conversations, actions, calls) that a hash chooses, half are answered the new
/// way: by another model than they ask for, or, where a scenario is named, by the policies that are
/// fully out for it. The other half are answered by the model they ask for.
///
/// @param name of letters, digits, `.`, `_` and `-`; unique for good
/// @param model the model that answers the new way; empty where a scenario is compared
/// @param instead the model in whose place it answers; empty where a scenario is compared
/// @param scenario the id of the scenario whose policy answers the new way; empty where a model is
///   compared
/// @param share of the units that take part, in (0, 1\]
/// @param metric of the feedback that is compared
/// @param worst the metric's worst value; may be above the best
/// @param best the metric's best value
/// @param missing what silence means, between the worst and the best; empty where it means nothing:
///   then it counts as the worst, and the margin is of those who speak
/// @param margin by what part of the range from worst to best the new way may be worse and still
///   ship, in \[0, 1)
/// @param alpha the probability of a wrong decision, in (0, 1)
/// @param settle how long after a unit's first call its feedback is waited for, a second at least;
///   longer than calls take
public record Experiment(
    String name,
    String model,
    String instead,
    String scenario,
    double share,
    String metric,
    double worst,
    double best,
    OptionalDouble missing,
    double margin,
    double alpha,
    Duration settle) {
  /// The shortest time to settle.
  public static final Duration SHORTEST = Duration.ofSeconds(1);

  private static final JsonMapper MAPPER = JsonMapper.shared();

  public Experiment {
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException("no name of an experiment: '" + name + "'");
    }
    if (model.isEmpty() != instead.isEmpty() || model.isEmpty() == scenario.isEmpty()) {
      throw new IllegalArgumentException("it compares either a model or a scenario's policy");
    }
    if (!(share > 0 && share <= 1) || !(margin >= 0 && margin < 1) || !(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("share, margin or alpha is out of its range");
    }
    boolean range = Double.isFinite(worst) && Double.isFinite(best) && worst != best;
    double silent = missing.orElse(worst);
    if (!range || silent < Math.min(worst, best) || silent > Math.max(worst, best)) {
      throw new IllegalArgumentException("missing must lie between worst and best, which differ");
    }
    if (settle.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("settle must be a second at least: " + settle);
    }
  }

  /// Whether another model answers, and not a scenario's policy.
  public boolean ofModel() {
    return !model.isEmpty();
  }

  /// A value of the metric on the scale from 0, the worst, to 1, the best; what lies beyond counts
  /// as the nearest.
  public double scaled(double value) {
    return Math.clamp((value - worst) / (best - worst), 0, 1);
  }

  String toJson() {
    ObjectNode json = MAPPER.createObjectNode();
    missing.ifPresent(value -> json.put("missing", value));
    return json.put("name", name)
        .put("model", model)
        .put("instead", instead)
        .put("scenario", scenario)
        .put("share", share)
        .put("metric", metric)
        .put("worst", worst)
        .put("best", best)
        .put("margin", margin)
        .put("alpha", alpha)
        .put("settle_millis", settle.toMillis())
        .toString();
  }

  static Experiment fromJson(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      return new Experiment(
          json.path("name").stringValue(),
          json.path("model").stringValue(),
          json.path("instead").stringValue(),
          json.path("scenario").stringValue(),
          json.path("share").doubleValue(),
          json.path("metric").stringValue(),
          json.path("worst").doubleValue(),
          json.path("best").doubleValue(),
          json.path("missing").isNumber()
              ? OptionalDouble.of(json.path("missing").doubleValue())
              : OptionalDouble.empty(),
          json.path("margin").doubleValue(),
          json.path("alpha").doubleValue(),
          Duration.ofMillis(json.path("settle_millis").longValue()));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new StoreException(
          "the table experiment",
          "a plan cannot be read: " + e.getMessage(),
          "Was it written by a newer Millrace? Update this one",
          e);
    }
  }
}
