package io.millrace.sandbox.server;

import io.millrace.model.Answer;
import io.millrace.model.Message;
import io.millrace.sandbox.SampleOptions;
import io.millrace.sandbox.SampleTraffic;
import io.millrace.sandbox.server.RecordedAnswers.Recorded;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The teacher's answers to the requests of the default sample log. The log is gone through when
/// the first of them comes. Thread-safe.
final class JobAnswers {
  private @Nullable RecordedLog log;

  /// The answer to a request that the sample log has; nothing for any other.
  Optional<String> find(List<Message> messages) {
    if (messages.isEmpty() || !SampleTraffic.beginsJob(messages.getFirst().text())) {
      return Optional.empty();
    }
    return log()
        .find("", messages)
        .map(recorded -> recorded.answer() instanceof Answer.Complete(var text) ? text : "");
  }

  private synchronized RecordedLog log() {
    var known = log;
    if (known == null) {
      var fresh = new RecordedLog();
      SampleTraffic.of(SampleOptions.defaults())
          .answers((messages, answer) ->
              fresh.add("", messages, new Recorded(new Answer.Complete(answer), null)));
      log = fresh;
      return fresh;
    }
    return known;
  }
}
