package io.millrace.flywheel.loop;

import io.millrace.model.Answer;
import io.millrace.model.Cost;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.record.OwnCalls;
import io.millrace.store.policy.AnswerCheck;
import io.millrace.store.policy.CheaperModel;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Holds a lower tier's answer against the teacher's: byte for byte for a student, as its policy
/// says for a cheaper model. Thread-safe; blocks where a judge is asked.
final class Comparing {
  private final Judge judge;

  /// @param costs takes what each judge's call cost; null where that is not known
  Comparing(OwnCalls own, Consumer<Cost.@Nullable Priced> costs) {
    this.judge = new Judge(own, costs);
  }

  /// The call that both answered.
  ///
  /// @param request its body
  /// @param model the name that the caller asked for
  /// @param policy empty without one
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record Question(
      String call,
      String scenario,
      String policy,
      Operation operation,
      String model,
      byte[] request) {}

  /// Whether the two agree; null when there is nobody to say so now.
  ///
  /// @param by empty for a student
  /// @param teacher the teacher's answer, whatever came
  /// @param lower the lower tier's
  @Nullable Boolean agree(
      Optional<CheaperModel> by, Question question, Answer teacher, Answer lower) {
    if (!(teacher instanceof Answer.Complete(String said)
        && lower instanceof Answer.Complete(String other))) {
      return false;
    }
    AnswerCheck check = by.map(CheaperModel::check).orElse(AnswerCheck.EXACT);
    if (check.same(said, other) || check != AnswerCheck.JUDGE) {
      return check.same(said, other);
    }
    return judge.asGood(by.orElseThrow().judge(), question, said, other);
  }
}
