package io.millrace.store.calllog;

import io.millrace.model.Call;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Counts what happens while one file is read, and hands problems on while they are few.
final class FileTally {
  private final String file;
  private final int detailed;
  private final Consumer<Problem> listener;
  private final Map<Problem.Kind, Long> problems = new EnumMap<>(Problem.Kind.class);
  private long listed;
  private long calls;
  private long withoutMessages;
  private long ignored;
  private Optional<String> hint = Optional.empty();

  FileTally(String file, int detailed, Consumer<Problem> listener) {
    this.file = file;
    this.detailed = detailed;
    this.listener = listener;
  }

  String file() {
    return file;
  }

  void call(Call call) {
    calls++;
    if (call.request().messages().isEmpty()) {
      withoutMessages++;
    }
  }

  void ignored() {
    ignored++;
  }

  void problem(long line, Problem.Kind kind, String message) {
    problems.merge(kind, 1L, Long::sum);
    if (listed < detailed) {
      listed++;
      listener.accept(new Problem(file, line, kind, message));
    }
    if (hint.isEmpty()) {
      hint = Optional.of(line == 0 ? message : "line " + line + ": " + message);
    }
  }

  LogSummary.FileSummary summary() {
    return new LogSummary.FileSummary(file, calls, withoutMessages, ignored, problems, unusable());
  }

  private Optional<String> unusable() {
    if (calls > withoutMessages) {
      return Optional.empty();
    }
    if (calls > 0) {
      return Optional.of(
          "its "
              + calls
              + " calls have no messages: let the tool that wrote it store prompts too"
              + " (LiteLLM: general_settings, store_prompts_in_spend_logs: true)");
    }
    if (hint.isPresent()) {
      long count = problems.values().stream().mapToLong(Long::longValue).sum();
      return Optional.of(
          count == 1 ? hint.get() : "none of its records is a usable call; first, " + hint.get());
    }
    return Optional.of(
        ignored > 0
            ? "it holds " + ignored + " observations, but no generation: export generations too"
            : "it is empty");
  }
}
