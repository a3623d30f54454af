package io.millrace.model;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One request to a model and its answer, as a log recorded it.
///
/// @param id the log's id of the call, or one made from file and line when the log has none
/// @param created when it was asked
/// @param conversation whatever ties calls of one conversation or user together, if the log says
/// @param model the model that answered: the response's name for it, else the request's
/// @param usage tokens in disjoint buckets; null when the log does not say
/// @param latencyMillis from request to the end of the answer
/// @param loggedCostUsd what the log itself says the call cost, for comparison only
public record Call(
    String id,
    Instant created,
    @Nullable String conversation,
    String model,
    Request request,
    Answer answer,
    @Nullable Usage usage,
    OptionalLong latencyMillis,
    @Nullable String loggedCostUsd) {
  public Call {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(answer, "answer");
    Objects.requireNonNull(latencyMillis, "latencyMillis");
  }
}
