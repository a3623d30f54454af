package io.millrace.store.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A call of a logged random sample whose true answer is asked for.
///
/// @param call the call; asked for once
/// @param drawnAt when it was drawn
/// @param probability with which it was drawn: above 0, at most 1
/// @param answer the true answer; null unless it is labelled
/// @param by who said so; empty unless it is labelled
/// @param settledAt when it was labelled or expired; null while it is open
public record LabelTask(
    String call,
    String scenario,
    Instant drawnAt,
    double probability,
    State state,
    @Nullable String answer,
    String by,
    @Nullable Instant settledAt) {
  public LabelTask {
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "the probability is " + probability + ", must be above 0 and at most 1");
    }
  }

  /// A task that was just drawn.
  public LabelTask(String call, String scenario, Instant drawnAt, double probability) {
    this(call, scenario, drawnAt, probability, State.OPEN, null, "", null);
  }

  /// Where a task stands.
  public enum State {
    OPEN,
    LABELLED,
    /// The answer never came: certificates count it against.
    EXPIRED
  }
}
