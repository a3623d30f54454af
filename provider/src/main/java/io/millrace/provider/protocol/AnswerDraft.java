package io.millrace.provider.protocol;

import io.millrace.model.Usage;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatAnswer.Finish;
import io.millrace.provider.chat.Delta;
import io.millrace.provider.chat.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer put together from the steps of its stream. One thread at a time.
final class AnswerDraft {
  private enum Kind {
    NONE,
    TEXT,
    THINKING,
    REFUSAL
  }

  private final List<Part> parts = new ArrayList<>();
  private final List<StringBuilder> arguments = new ArrayList<>();
  private final List<Integer> callAt = new ArrayList<>();
  private final StringBuilder open = new StringBuilder();
  private Kind kind = Kind.NONE;
  private @Nullable String signature;
  private String id = "";
  private String model = "";
  private @Nullable Finish finish;
  private @Nullable String stopSequence;
  private @Nullable Usage usage;

  void add(Delta delta) {
    switch (delta) {
      case Delta.Start(String ownId, String ownModel) -> {
        id = ownId;
        model = ownModel;
      }
      case Delta.Text(String text) -> text(Kind.TEXT, text);
      case Delta.Thinking(String text) -> text(Kind.THINKING, text);
      case Delta.Refusal(String text) -> text(Kind.REFUSAL, text);
      case Delta.Signature(String own) -> {
        text(Kind.THINKING, "");
        signature = signature == null ? own : signature + own;
      }
      case Delta.HiddenThinking(String data) -> {
        close();
        parts.add(new Part.HiddenThinking(data));
      }
      case Delta.ToolStart(_, String call, String name) -> {
        close();
        callAt.add(parts.size());
        arguments.add(new StringBuilder());
        parts.add(new Part.ToolCall(call, name, ""));
      }
      case Delta.ToolArguments(int index, String fragment) -> {
        if (index >= 0 && index < arguments.size()) {
          arguments.get(index).append(fragment);
        }
      }
      case Delta.Finished(Finish why, String sequence) -> {
        finish = why;
        stopSequence = sequence;
      }
      case Delta.Used(Usage used) -> usage = used;
      case Delta.Done() -> {}
    }
  }

  private void text(Kind next, String text) {
    if (kind != next || (signature != null && !text.isEmpty())) {
      close();
      kind = next;
    }
    open.append(text);
  }

  private void close() {
    String text = open.toString();
    switch (kind) {
      case NONE -> {}
      case TEXT -> parts.add(new Part.Text(text));
      case THINKING -> parts.add(new Part.Thinking(text, signature));
      case REFUSAL -> parts.add(new Part.Refusal(text));
    }
    open.setLength(0);
    signature = null;
    kind = Kind.NONE;
  }

  String model() {
    return model;
  }

  @Nullable Usage usage() {
    return usage;
  }

  /// Why it ended; null when it did not.
  @Nullable Finish finish() {
    return finish;
  }

  /// The answer, as far as it came.
  ///
  /// @param callersModel the model's name for the caller
  ChatAnswer answer(String callersModel, long created) {
    close();
    for (int i = 0; i < callAt.size(); i++) {
      int at = callAt.get(i);
      if (parts.get(at) instanceof Part.ToolCall(String call, String name, _)) {
        parts.set(at, new Part.ToolCall(call, name, arguments.get(i).toString()));
      }
    }
    Finish why = finish == null ? Finish.LENGTH : finish;
    return new ChatAnswer(id, callersModel, created, parts, why, stopSequence, usage);
  }
}
