package io.millrace.store.calllog;

import io.millrace.model.Answer;
import io.millrace.model.Request;
import io.millrace.model.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads one request or answer of a provider's interface exactly as [CallLogReader] reads it from a
/// log: a live call is recognised by what an audit learned of logged ones. Thread-safe.
public final class ExchangeReader {
  private ExchangeReader() {}

  /// A body as the readers here take it; null when it is no JSON.
  public static @Nullable JsonNode json(byte[] utf8) {
    try {
      return Fields.JSON.readTree(utf8);
    } catch (JacksonException _) {
      return null;
    }
  }

  /// Whatever in a request's body ties calls of one conversation or user together; null when it
  /// says nothing.
  public static @Nullable String conversation(JsonNode body) {
    return LogShape.conversationOf(body, body);
  }

  /// The request in a body of OpenAI's or Anthropic's shape.
  ///
  /// @param model the name the caller asked for
  public static Request request(String model, JsonNode body) {
    return RequestReader.read(model, body, null);
  }

  /// The answer in a whole body of OpenAI's or Anthropic's shape.
  public static Answer answer(JsonNode body) {
    return AnswerReader.read(body, false);
  }

  /// The text of a complete answer; null when a body holds none.
  ///
  /// @param utf8 null where the body is not kept
  public static @Nullable String complete(byte @Nullable [] utf8) {
    JsonNode json = utf8 == null ? null : json(utf8);
    return json != null && answer(json) instanceof Answer.Complete(String text) ? text : null;
  }

  /// A whole record of a log: `id`, `created`, `request`, `response` and what else
  /// docs/call-logs.md names; null when it has no id or no usable time.
  public static @Nullable LoggedCall record(JsonNode record) {
    var draft = new CallDraft();
    LogShape.EXCHANGE.fill(draft, record);
    if (draft.id == null || draft.created == null) {
      return null;
    }
    return new LoggedCall(
        draft.toCall(draft.id, draft.created), record, draft.body, draft.messages, draft.response);
  }

  /// The disjoint buckets of a `usage` object; null when it says nothing or nonsense.
  public static @Nullable Usage usage(@Nullable JsonNode usage) {
    return UsageReader.read(usage);
  }
}
