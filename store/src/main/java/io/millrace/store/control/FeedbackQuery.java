package io.millrace.store.control;

import java.time.Instant;
import java.util.Optional;

/// Which feedback to read; what is empty is not asked for. Immutable.
///
/// @param call about this call
/// @param action about this action
/// @param metric of this metric
/// @param from at or after
/// @param until before
/// @param after with a greater id: to read on after a page
/// @param limit at most so many
public record FeedbackQuery(
    Optional<String> call,
    Optional<String> action,
    Optional<String> metric,
    Optional<Instant> from,
    Optional<Instant> until,
    long after,
    int limit) {
  /// All of it, oldest first, at most so many.
  public static FeedbackQuery all(int limit) {
    return new FeedbackQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        limit);
  }

  public FeedbackQuery ofCall(String other) {
    return new FeedbackQuery(Optional.of(other), action, metric, from, until, after, limit);
  }

  public FeedbackQuery ofAction(String other) {
    return new FeedbackQuery(call, Optional.of(other), metric, from, until, after, limit);
  }

  public FeedbackQuery ofMetric(String other) {
    return new FeedbackQuery(call, action, Optional.of(other), from, until, after, limit);
  }

  public FeedbackQuery between(Instant start, Instant end) {
    return new FeedbackQuery(
        call, action, metric, Optional.of(start), Optional.of(end), after, limit);
  }

  public FeedbackQuery after(long id) {
    return new FeedbackQuery(call, action, metric, from, until, id, limit);
  }
}
