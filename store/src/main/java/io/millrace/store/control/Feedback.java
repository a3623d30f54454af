package io.millrace.store.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What someone said about a call or an action, of their own accord.
///
/// @param at when it came
/// @param call the call it is about; empty when it is about an action
/// @param action the action it is about; empty when it is about a call
/// @param key the name of the key it came with; empty without
/// @param metric what was measured; empty without
/// @param value a number; null without
/// @param label a word; null without
/// @param correction the right answer; null without
public record Feedback(
    Instant at,
    String call,
    String action,
    String key,
    String metric,
    @Nullable Double value,
    @Nullable String label,
    @Nullable String correction) {
  public Feedback {
    if (call.isEmpty() && action.isEmpty()) {
      throw new IllegalArgumentException("feedback is about a call or an action");
    }
    if (value != null && !Double.isFinite(value)) {
      throw new IllegalArgumentException("the value is " + value + ", must be a finite number");
    }
  }
}
