package io.millrace.gateway;

import io.millrace.model.Usage;
import org.jspecify.annotations.Nullable;

/// How a call ended, for its record.
///
/// @param outcome `answered`, `failed`, `refused`, `cancelled`
/// @param status the HTTP status sent; 0 when nothing was
/// @param tier `teacher`, `student`, `cache`; empty when nothing answered
/// @param model the model's name in the answer; empty without one
/// @param body the answer's whole form; null without one
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record CallOutcome(
    String outcome,
    int status,
    String tier,
    String model,
    @Nullable Usage usage,
    byte @Nullable [] body) {
  static CallOutcome failed(int status, byte @Nullable [] body) {
    return new CallOutcome(status < 500 ? "refused" : "failed", status, "", "", null, body);
  }

  static CallOutcome cancelled() {
    return new CallOutcome("cancelled", 0, "", "", null, null);
  }
}
