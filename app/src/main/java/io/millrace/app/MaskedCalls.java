package io.millrace.app;

import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.store.mask.Masking;

/// Calls in which persons are hidden, as a gateway that masks would have recorded them.
final class MaskedCalls {
  private MaskedCalls() {}

  static Call of(Call call) {
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

  private static Answer answer(Answer answer) {
    return switch (answer) {
      case Answer.Complete(String text) -> new Answer.Complete(Masking.text(text));
      case Answer.Truncated(String text) -> new Answer.Truncated(Masking.text(text));
      case Answer.Failed _, Answer.ToolUse _, Answer.Absent _ -> answer;
    };
  }
}
