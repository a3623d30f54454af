package io.millrace.flywheel.loop;

import io.millrace.model.Answer;
import io.millrace.model.CallId;
import io.millrace.proof.ClopperPearson;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.record.OwnCalls;
import io.millrace.provider.record.OwnCalls.Reply;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Observation;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Source;
import io.millrace.store.policy.AnswerCheck;
import io.millrace.store.policy.CheaperModel;
import io.millrace.store.policy.PolicyFolder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Says after an alarm what has changed: the teacher, the cheaper model, or the calls. Questions
/// that the teacher answered before the change are put to it again; where it now answers
/// differently more often than the policy promised to differ, it is another teacher, whatever name
/// it goes by.
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

  /// Asks again and notes what came of it. Takes as long as the models do.
  void run(Watch.Alarm alarm) {
    PolicyRecord policy = alarm.policy();
    Optional<CheaperModel> by = PolicyFolder.answeredBy(policy.certificateJson());
    AnswerCheck check = by.map(CheaperModel::check).orElse(AnswerCheck.EXACT);
    if (check == AnswerCheck.JUDGE) {
      // Free text is hardly ever the same twice, and says nothing of who has changed.
      return;
    }
    List<Observation> before = before(policy.id(), alarm.since());
    Asked teacher = ask(before, policy, check, Optional.empty());
    if (teacher.asked() < LEAST) {
      return;
    }
    if (teacher.changed(policy)) {
      note(policy, "teacher_changed", teacher, "the teacher: the teacher has changed");
    } else if (by.isEmpty()) {
      note(
          policy, "calls_changed", teacher, "the teacher: the calls have changed, not the teacher");
    } else {
      String model = by.get().model();
      Asked cheaper = ask(before, policy, check, Optional.of(model));
      boolean other = cheaper.asked() >= LEAST && cheaper.changed(policy);
      note(
          policy,
          other ? "model_changed" : "calls_changed",
          cheaper,
          model
              + (other
                  ? ": it has changed, not the teacher"
                  : ", and few from the teacher: the calls have changed"));
    }
  }

  /// Questions that were put again.
  private record Asked(int asked, int changed) {
    boolean changed(PolicyRecord policy) {
      return ClopperPearson.lower(changed, asked, DELTA) > policy.alpha();
    }
  }

  private void note(PolicyRecord policy, String kind, Asked found, String what) {
    String why =
        found.changed()
            + " of "
            + found.asked()
            + " questions of before get another answer now from "
            + what;
    control.note(
        policy.scenario(),
        policy.id(),
        kind,
        new By("watch", why),
        MAPPER
            .createObjectNode()
            .put("asked", found.asked())
            .put("changed", found.changed())
            .put("alpha", policy.alpha())
            .put("delta", DELTA)
            .toString());
  }

  /// @param model the cheaper one; empty for the teacher
  private Asked ask(
      List<Observation> before, PolicyRecord policy, AnswerCheck check, Optional<String> model) {
    int asked = 0;
    int changed = 0;
    for (Observation each : before) {
      Optional<Boolean> same = same(each, policy, check, model);
      if (same.isPresent()) {
        asked++;
        changed += same.get() ? 0 : 1;
      }
    }
    return new Asked(asked, changed);
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

  /// Whether a model says again what it said; empty when that cannot be told.
  private Optional<Boolean> same(
      Observation before, PolicyRecord policy, AnswerCheck check, Optional<String> model) {
    // The call holds the teacher's answer where it was held out, and else the lower tier's.
    boolean own = (before.source() == Source.HELD_OUT) == model.isEmpty();
    String id = own || before.auditCall().isEmpty() ? before.callId() : before.auditCall();
    Optional<CallRecord> call = calls.find(new CallId(id));
    if (call.isEmpty() || call.get().ended() == null) {
      return Optional.empty();
    }
    byte[] request = call.get().started().request();
    byte[] response = call.get().ended().response();
    Optional<String> said = Optional.ofNullable(ExchangeReader.complete(response));
    if (request == null || said.isEmpty()) {
      return Optional.empty();
    }
    Reply reply =
        teacher.ask(
            Operation.valueOf(before.operation().toUpperCase(Locale.ROOT)),
            request,
            model.orElse(null),
            new OwnCalls.Purpose("probe", id, policy.scenario(), policy.id()),
            answer ->
                answer instanceof Answer.Complete(String text) && check.same(said.get(), text));
    return reply instanceof Reply.Answered answered
        ? Optional.of(
            answered.answer() instanceof Answer.Complete(String text)
                && check.same(said.get(), text))
        : Optional.empty();
  }
}
