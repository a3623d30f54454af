package io.millrace.sandbox.server;

import io.millrace.model.Answer;
import io.millrace.model.Message;
import io.millrace.model.Usage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers that were once given to the same requests. Implementations are thread-safe.
public interface RecordedAnswers {
  /// The recorded answer to a request.
  ///
  /// @param model the name asked for
  /// @param messages the system prompt first, as a log's reader gives them
  Optional<Recorded> find(String model, List<Message> messages);

  /// One recorded answer.
  ///
  /// @param usage as recorded; null to count by the sandbox's rule
  record Recorded(Answer answer, @Nullable Usage usage) {}
}
