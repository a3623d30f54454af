package io.millrace.flywheel.release;

import io.millrace.model.CallId;
import io.millrace.model.Message;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.LabelTask;
import io.millrace.store.control.StateException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What people are asked, and what they answer. Thread-safe.
///
/// A task is either a call whose true answer is asked for, shown without anybody's answer, so that
/// none sways who labels; or a comparison that a judge has made, shown with both answers.
public final class LabelDesk {
  /// What a comparison may be answered with.
  public static final Set<String> VERDICTS = Set.of("as_good", "worse");

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final ControlStore control;
  private final CallStore calls;
  private final InstantSource clock;

  public LabelDesk(ControlStore control, CallStore calls, InstantSource clock) {
    this.control = control;
    this.calls = calls;
    this.clock = clock;
  }

  /// What is open, the longest asked first. Of each: `call_id`, `scenario`, `drawn_at`,
  /// `probability`, `kind` (`answer` or `comparison`), `input` where it is kept, and of a
  /// comparison `reference`, the teacher's answer, and `candidate`, of which is asked whether it is
  /// `as_good` or `worse`.
  ///
  /// @param scenario an id; empty for all
  public List<ObjectNode> open(Optional<String> scenario, int limit) {
    return control.openLabels(scenario, limit).stream().map(this::row).toList();
  }

  private ObjectNode row(LabelTask task) {
    CallRecord call = find(task.call());
    boolean comparison = comparison(call);
    ObjectNode row =
        MAPPER
            .createObjectNode()
            .put("call_id", task.call())
            .put("scenario", task.scenario())
            .put("drawn_at", task.drawnAt().toString())
            .put("probability", task.probability())
            .put("kind", comparison ? "comparison" : "answer");
    put(row, "input", input(call));
    if (comparison && call != null) {
      put(row, "reference", answer(find(call.started().subject())));
      put(row, "candidate", answer(call));
    }
    return row;
  }

  private static boolean comparison(@Nullable CallRecord call) {
    return call != null && call.started().purpose().equals("shadow");
  }

  private static void put(ObjectNode row, String field, @Nullable String text) {
    if (text != null) {
      row.put(field, text);
    }
  }

  private @Nullable CallRecord find(String id) {
    return calls.find(new CallId(id)).orElse(null);
  }

  /// What was asked last in a call; null where it is not kept.
  private static @Nullable String input(@Nullable CallRecord call) {
    byte[] body = call == null ? null : call.started().request();
    JsonNode json = body == null ? null : ExchangeReader.json(body);
    List<Message> messages = json == null ? List.of() : ExchangeReader.request("", json).messages();
    return messages.isEmpty() ? null : messages.getLast().text();
  }

  private static @Nullable String answer(@Nullable CallRecord call) {
    return call == null || call.ended() == null
        ? null
        : ExchangeReader.complete(call.ended().response());
  }

  /// Gives a task's answer.
  ///
  /// @param answer the true answer; of a comparison one of [#VERDICTS]
  /// @throws StateException when nothing is asked about the call, or no longer
  /// @throws IllegalArgumentException when the answer is none, or the call's id
  public void answer(String call, String answer, String who) {
    if (answer.isBlank()) {
      throw new IllegalArgumentException("'answer' is missing: the true answer of the call");
    }
    if (comparison(find(call)) && !VERDICTS.contains(answer)) {
      throw new IllegalArgumentException(
          "two answers are compared here: 'answer' must be as_good or worse, and is '"
              + answer
              + "'");
    }
    if (!control.label(call, answer, who, clock.instant())) {
      throw new StateException("no label is asked for the call '" + call + "'");
    }
  }
}
