package io.millrace.app;

import io.millrace.flywheel.experiment.ExperimentDesk;
import io.millrace.flywheel.experiment.ExperimentJson;
import io.millrace.flywheel.release.LabelDesk;
import io.millrace.flywheel.release.PolicyDesk;
import io.millrace.gateway.Administration;
import io.millrace.model.CallId;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Feedback;
import io.millrace.store.control.FeedbackQuery;
import io.millrace.store.control.Round;
import io.millrace.store.control.StateException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The loop over HTTP: policies, scenarios, rounds, events, experiments, feedback, labels. The
/// bodies are those of `./millrace policy --json`. Thread-safe.
///
/// An id in a path is percent-encoded. Errors are `{"error":{"message","code"}}`.
final class LoopApi implements Administration {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MOST = 1000;
  private static final List<String> FEEDBACK =
      List.of("call_id", "action", "metric", "value", "label", "correction");

  private final ControlStore control;
  private final CallStore calls;
  private final PolicyDesk desk;
  private final ExperimentDesk experiments;
  private final LabelDesk labels;

  LoopApi(ControlStore control, CallStore calls) {
    this.control = control;
    this.calls = calls;
    this.desk = new PolicyDesk(control);
    this.labels = new LabelDesk(control, calls, InstantSource.system());
    this.experiments = new ExperimentDesk(control, calls, InstantSource.system());
  }

  /// A request that cannot be done, with its HTTP status.
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    Refused(int status, String code, String message) {
      super(message, null, false, false);
      this.status = status;
      this.code = code;
    }
  }

  @Override
  public Optional<Reply> answer(Asked asked) {
    try {
      return found(asked).map(json -> new Reply(200, MAPPER.writeValueAsBytes(json)));
    } catch (Refused e) {
      return Optional.of(error(e.status, e.code, e.getMessage()));
    } catch (StateException e) {
      return Optional.of(error(409, "not_possible", e.getMessage()));
    } catch (IllegalArgumentException e) {
      return Optional.of(error(400, "invalid_value", e.getMessage()));
    }
  }

  private static Reply error(int status, String code, @Nullable String message) {
    ObjectNode root = MAPPER.createObjectNode();
    root.putObject("error").put("message", message).put("code", code);
    return new Reply(status, MAPPER.writeValueAsBytes(root));
  }

  private Optional<JsonNode> found(Asked asked) {
    String[] parts = asked.path().split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = decoded(parts[i]);
    }
    String path = parts.length > 2 ? parts[1] + "/" + parts[2] : "";
    boolean post = asked.method().equals("POST");
    String id = parts.length > 3 ? parts[3] : "";
    String action = parts.length > 4 ? parts[4] : "";
    if (parts.length > 5) {
      return Optional.empty();
    }
    return switch (path
        + (post ? " POST" : "")
        + (id.isEmpty() ? "" : " id")
        + (action.isEmpty() ? "" : " action")) {
      case "v1/feedback POST" -> Optional.of(feedback(asked));
      case "api/feedback" -> Optional.of(feedbackList(asked));
      case "api/policies" -> Optional.of(desk.list(flag(asked, "all")));
      case "api/policies id" -> Optional.of(policy(id));
      case "api/policies POST id action" -> Optional.of(act(asked, id, action));
      case "api/scenarios" -> Optional.of(desk.list(false).path("scenarios"));
      case "api/scenarios POST id action" ->
          action.equals("mode") ? Optional.of(act(asked, id, action)) : Optional.empty();
      case "api/events" ->
          Optional.of(desk.history(parameter(asked.query(), "scenario"), limit(asked)));
      case "api/rounds" -> Optional.of(rounds(limit(asked)));
      case "api/experiments" -> Optional.of(ExperimentJson.write(experiments.reports()));
      case "api/experiments id" -> Optional.of(experiment(id));
      case "api/labels" -> Optional.of(labels(asked));
      case "api/labels POST id" -> Optional.of(label(asked, id));
      default -> Optional.empty();
    };
  }

  private ObjectNode policy(String id) {
    try {
      return desk.show(id);
    } catch (StateException e) {
      throw new Refused(404, "policy_not_found", String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode experiment(String name) {
    return experiments
        .report(name)
        .map(ExperimentJson::write)
        .orElseThrow(() ->
            new Refused(404, "experiment_not_found", "there is no experiment '" + name + "'"));
  }

  private ObjectNode act(Asked asked, String id, String action) {
    String who = asked.key().isEmpty() ? "api" : asked.key();
    return desk.act(PolicyDesk.Action.parse(action), id, body(asked), who);
  }

  private static JsonNode body(Asked asked) {
    byte[] body = asked.body();
    if (body == null || body.length == 0) {
      return MAPPER.createObjectNode();
    }
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      // said below
    }
    throw new Refused(400, "invalid_json", "the body must be a JSON object");
  }

  private ObjectNode feedback(Asked asked) {
    JsonNode body = body(asked);
    for (String field : body.propertyNames()) {
      if (!FEEDBACK.contains(field)) {
        throw new IllegalArgumentException(
            "'" + field + "' is not known; there are: " + String.join(", ", FEEDBACK));
      }
    }
    String call = text(body, "call_id");
    if (!call.isEmpty() && calls.find(id(call)).isEmpty()) {
      throw new Refused(404, "call_not_found", "there is no call '" + call + "'");
    }
    JsonNode value = body.path("value");
    if (!value.isMissingNode() && !value.isNull() && !value.isNumber() && !value.isBoolean()) {
      throw new IllegalArgumentException("'value' must be a number, or true or false");
    }
    Double number =
        value.isNumber()
            ? (Double) value.doubleValue()
            : value.isBoolean() ? (Double) (value.booleanValue() ? 1.0 : 0.0) : null;
    String label = text(body, "label");
    String correction = text(body, "correction");
    if (number == null && label.isEmpty() && correction.isEmpty()) {
      throw new IllegalArgumentException(
          "feedback says something: a 'value', a 'label' or a 'correction'");
    }
    long stored =
        control.feedback(
            new Feedback(
                InstantSource.system().instant(),
                call,
                text(body, "action"),
                asked.key(),
                text(body, "metric"),
                number,
                label.isEmpty() ? null : label,
                correction.isEmpty() ? null : correction));
    return MAPPER.createObjectNode().put("id", stored);
  }

  private static CallId id(String text) {
    try {
      return new CallId(text);
    } catch (IllegalArgumentException e) {
      throw new Refused(404, "call_not_found", "there is no call '" + text + "'");
    }
  }

  private static String text(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw new IllegalArgumentException("'" + field + "' must be a text");
    }
    return value.stringValue();
  }

  private JsonNode feedbackList(Asked asked) {
    var query = FeedbackQuery.all(limit(asked));
    Optional<String> call = parameter(asked.query(), "call_id");
    Optional<String> action = parameter(asked.query(), "action");
    Optional<String> metric = parameter(asked.query(), "metric");
    query = call.map(query::ofCall).orElse(query);
    query = action.isPresent() ? query.ofAction(action.get()) : query;
    query = metric.isPresent() ? query.ofMetric(metric.get()) : query;
    ObjectNode root = MAPPER.createObjectNode();
    root.put(
        "note", "volunteered: who answers is not a fair sample, so nothing is certified by it");
    var rows = root.putArray("feedback");
    control
        .feedback(query)
        .forEach(each -> {
          Feedback said = each.feedback();
          ObjectNode row =
              rows.addObject()
                  .put("id", each.id())
                  .put("at", said.at().toString())
                  .put("call_id", said.call())
                  .put("action", said.action())
                  .put("key", said.key())
                  .put("metric", said.metric())
                  .put("label", said.label())
                  .put("correction", said.correction());
          Double value = said.value();
          if (value != null) {
            row.put("value", value);
          }
        });
    return root;
  }

  private JsonNode rounds(int limit) {
    var rows = MAPPER.createArrayNode();
    for (Round round : control.rounds(limit)) {
      Instant ended = round.ended();
      rows.addObject()
          .put("id", round.id())
          .put("begun", round.begun().toString())
          .put("ended", ended == null ? null : ended.toString())
          .put("why", round.why())
          .put("state", round.state().name().toLowerCase(Locale.ROOT))
          .put("calls", round.calls())
          .put("cpu_seconds", round.cpuMicros() / 1e6)
          .put("cost_picodollars", round.costPicodollars())
          .set("summary", summary(round.summaryJson()));
    }
    return rows;
  }

  private static JsonNode summary(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JacksonException e) {
      return MAPPER.createObjectNode();
    }
  }

  private JsonNode labels(Asked asked) {
    var rows = MAPPER.createArrayNode();
    labels.open(parameter(asked.query(), "scenario"), limit(asked)).forEach(rows::add);
    return rows;
  }

  private JsonNode label(Asked asked, String call) {
    String who = asked.key().isEmpty() ? "api" : asked.key();
    try {
      labels.answer(id(call).text(), text(body(asked), "answer"), who);
    } catch (StateException e) {
      throw new Refused(404, "label_not_asked", String.valueOf(e.getMessage()));
    }
    return MAPPER.createObjectNode().put("call_id", call);
  }

  private static boolean flag(Asked asked, String name) {
    return parameter(asked.query(), name).filter(text -> !text.equals("false")).isPresent();
  }

  private static int limit(Asked asked) {
    String text = parameter(asked.query(), "limit").orElse("100");
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("'limit' must be a number from 1 to " + MOST);
  }

  private static Optional<String> parameter(String query, String name) {
    for (String pair : List.of(query.split("&", -1))) {
      if (pair.equals(name)) {
        return Optional.of("");
      }
      if (pair.startsWith(name + "=")) {
        return Optional.of(decoded(pair.substring(name.length() + 1)));
      }
    }
    return Optional.empty();
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
