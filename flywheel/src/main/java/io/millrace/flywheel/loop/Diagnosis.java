package io.millrace.flywheel.loop;

import io.millrace.model.Answer;
import io.millrace.model.CallId;
import io.millrace.proof.ClopperPearson;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.record.OwnCalls;
import io.millrace.provider.record.OwnCalls.Reply;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Observation;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Says after an alarm what has changed: the teacher, or the calls. Questions that the teacher
/// answered before the change are put to it again; where it now answers differently more often than
/// the policy promised to differ, it is another teacher, whatever name it goes by.
final class Diagnosis {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// As many questions, at most.
  private static final int QUESTIONS = 40;

  /// Fewer answers than this say nothing.
  private static final int LEAST = 8;

  /// The probability of naming the teacher when its answers differ no more often than promised.
  private static final double DELTA = 0.01;

  private final ControlStore control;
  private final CallStore calls;
  private final OwnCalls teacher;

  Diagnosis(ControlStore control, CallStore calls, OwnCalls teacher) {
    this.control = control;
    this.calls = calls;
    this.teacher = teacher;
  }

  /// Asks again and notes what came of it. Takes as long as the teacher does.
  void run(Watch.Alarm alarm) {
    PolicyRecord policy = alarm.policy();
    int asked = 0;
    int changed = 0;
    for (Observation before : before(policy.id(), alarm.since())) {
      Optional<Boolean> same = same(before, policy);
      if (same.isPresent()) {
        asked++;
        changed += same.get() ? 0 : 1;
      }
    }
    if (asked < LEAST) {
      return;
    }
    boolean other = ClopperPearson.lower(changed, asked, DELTA) > policy.alpha();
    String why =
        changed
            + " of "
            + asked
            + " questions of before get another answer from the teacher now: "
            + (other ? "the teacher has changed" : "the calls have changed, not the teacher");
    control.note(
        policy.scenario(),
        policy.id(),
        other ? "teacher_changed" : "calls_changed",
        new By("watch", why),
        MAPPER
            .createObjectNode()
            .put("asked", asked)
            .put("changed", changed)
            .put("alpha", policy.alpha())
            .put("delta", DELTA)
            .toString());
  }

  /// The latest observations of before the change that hold a teacher's answer.
  private List<Observation> before(String policy, Instant since) {
    List<Observation> found = new ArrayList<>();
    long after = 0;
    while (true) {
      List<Observation> rows = control.observations(policy, after, 500);
      for (Observation row : rows) {
        boolean answered = row.source() == Source.HELD_OUT || !row.auditCall().isEmpty();
        if (answered && row.drawnAt().isBefore(since)) {
          found.add(row);
        }
      }
      if (rows.size() < 500) {
        return found.subList(Math.max(0, found.size() - QUESTIONS), found.size());
      }
      after = rows.getLast().seq();
    }
  }

  /// Whether the teacher says again what it said; empty when that cannot be told.
  private Optional<Boolean> same(Observation before, PolicyRecord policy) {
    boolean own = before.source() == Source.HELD_OUT || before.auditCall().isEmpty();
    String id = own ? before.callId() : before.auditCall();
    Optional<CallRecord> call = calls.find(new CallId(id));
    if (call.isEmpty() || call.get().ended() == null) {
      return Optional.empty();
    }
    byte[] request = call.get().started().request();
    byte[] response = call.get().ended().response();
    if (request == null || response == null) {
      return Optional.empty();
    }
    Optional<String> said = Answers.complete(response);
    if (said.isEmpty()) {
      return Optional.empty();
    }
    Reply reply =
        teacher.ask(
            Operation.valueOf(before.operation().toUpperCase(Locale.ROOT)),
            request,
            null,
            new OwnCalls.Purpose("probe", id, policy.scenario(), policy.id()),
            answer -> answer instanceof Answer.Complete(String text) && text.equals(said.get()));
    return reply instanceof Reply.Answered answered
        ? Optional.of(
            answered.answer() instanceof Answer.Complete(String text) && text.equals(said.get()))
        : Optional.empty();
  }
}
