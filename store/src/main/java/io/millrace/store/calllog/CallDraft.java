package io.millrace.store.calllog;

import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.model.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a shape of log found of a call, before it is one. Everything may be missing.
final class CallDraft {
  @Nullable String id;
  @Nullable Instant created;
  @Nullable Instant ended;
  @Nullable String conversation;
  @Nullable String model;
  @Nullable String requestModel;

  /// The request's body with its parameters.
  @Nullable JsonNode body;

  /// The messages, where they are not in the body.
  @Nullable JsonNode messages;

  @Nullable JsonNode response;

  /// Whether an answer in no known shape is the answer itself.
  boolean bareAnswer;

  @Nullable Usage usage;
  @Nullable BigDecimal latencyMillis;
  @Nullable BigDecimal costUsd;

  /// A word for the failure, when the log marks the call as failed outside of its response.
  @Nullable String failure;

  /// False for an embedding, an image and the like: priced, never learned from.
  boolean conversational = true;

  /// @param fallbackId for a log without ids
  /// @param created not null: a call without a time is not handed on
  Call toCall(String fallbackId, Instant created) {
    String answered = model == null ? requestModel : model;
    String asked = requestModel == null ? answered : requestModel;
    var request =
        conversational
            ? RequestReader.read(orUnknown(asked), body, messages)
            : RequestReader.read(orUnknown(asked), null, null);
    return new Call(
        id == null ? fallbackId : id,
        created,
        conversation,
        orUnknown(answered),
        request,
        answer(),
        usage,
        latency(created),
        cost());
  }

  private static String orUnknown(@Nullable String model) {
    return model == null ? "unknown" : model;
  }

  private Answer answer() {
    if (failure != null) {
      return new Answer.Failed(failure);
    }
    return conversational ? AnswerReader.read(response, bareAnswer) : new Answer.Absent();
  }

  private OptionalLong latency(Instant start) {
    if (latencyMillis != null
        && latencyMillis.signum() >= 0
        && latencyMillis.compareTo(BigDecimal.valueOf(1_000_000_000_000L)) < 0) {
      return OptionalLong.of(latencyMillis.longValue());
    }
    if (ended != null && !ended.isBefore(start)) {
      return OptionalLong.of(ended.toEpochMilli() - start.toEpochMilli());
    }
    return OptionalLong.empty();
  }

  private @Nullable String cost() {
    return costUsd == null || costUsd.signum() < 0 || costUsd.precision() > 40
        ? null
        : costUsd.stripTrailingZeros().toPlainString();
  }
}
