package io.millrace.store.mask;

import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.model.Message;
import io.millrace.model.Request;

/// Calls in which persons are hidden, as a gateway that masks would have recorded them.
public final class MaskedCalls {
  private MaskedCalls() {}

  /// A call with its messages and its answer masked.
  public static Call of(Call call) {
    Request request = call.request();
    return new Call(
        call.id(),
        call.created(),
        call.conversation(),
        call.model(),
        new Request(
            request.model(),
            request.messages().stream()
                .map(message -> new Message(message.role(), Masking.text(message.text())))
                .toList(),
            request.form()),
        answer(call.answer()),
        call.usage(),
        call.latencyMillis(),
        call.loggedCostUsd());
  }

  /// Whether a call was recorded masked: one of its texts holds a word that stands for something.
  public static boolean maybe(Call call) {
    return call.request().messages().stream().anyMatch(m -> Masking.holdsWord(m.text()))
        || switch (call.answer()) {
          case Answer.Complete(String text) -> Masking.holdsWord(text);
          case Answer.Truncated(String text) -> Masking.holdsWord(text);
          case Answer.Failed _, Answer.ToolUse _, Answer.Absent _ -> false;
        };
  }

  private static Answer answer(Answer answer) {
    return switch (answer) {
      case Answer.Complete(String text) -> new Answer.Complete(Masking.text(text));
      case Answer.Truncated(String text) -> new Answer.Truncated(Masking.text(text));
      case Answer.Failed _, Answer.ToolUse _, Answer.Absent _ -> answer;
    };
  }
}
