package io.millrace.flywheel.loop;

import io.millrace.model.Answer;
import io.millrace.store.calllog.ExchangeReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads recorded bodies.
final class Answers {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Answers() {}

  /// The text of a whole answer.
  static Optional<String> complete(byte @Nullable [] body) {
    return json(body)
        .map(ExchangeReader::answer)
        .flatMap(answer ->
            answer instanceof Answer.Complete(String text) ? Optional.of(text) : Optional.empty());
  }

  /// A body as JSON.
  static Optional<JsonNode> json(byte @Nullable [] body) {
    if (body == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readTree(body));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
