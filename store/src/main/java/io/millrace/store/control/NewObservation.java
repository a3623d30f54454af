package io.millrace.store.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A call on which the student's answer is, or is to be, held against the teacher's.
///
/// @param callId the call; observed once
/// @param policy the policy version that was asked
/// @param drawnAt when the call ended
/// @param probability with which this call got, or gets, a teacher's answer: above 0, at most 1
/// @param confidence the student's
/// @param operation `chat`, `responses`, `messages`
/// @param model the name that the caller asked for
/// @param request the call's body, with which the teacher is asked; kept while it is pending; null
///   when the teacher was asked already, or bodies are not kept
/// @param answer the student's, kept while it is pending
/// @param inputHash the same for the same question
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record NewObservation(
    String callId,
    String scenario,
    String policy,
    Instant drawnAt,
    Source source,
    double probability,
    double confidence,
    String operation,
    String model,
    byte @Nullable [] request,
    @Nullable String answer,
    String inputHash,
    Outcome outcome) {
  public NewObservation {
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "the probability is " + probability + ", must be above 0 and at most 1");
    }
    if (outcome == Outcome.MISSING || outcome == Outcome.VOID) {
      throw new IllegalArgumentException("a new observation cannot be " + outcome);
    }
  }
}
