package io.millrace.store.journal;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What happened, as the journal holds it. The entries of one call share its id; a call is a
/// [CallStarted], any number of attempts, each started and ended, and one [CallEnded].
public sealed interface Entry {
  /// The call it belongs to.
  CallId call();

  /// When it happened.
  Instant at();

  /// A call was admitted.
  ///
  /// @param operation `chat`, `responses`, `embeddings`, `messages`
  /// @param model the name the caller asked for
  /// @param key the name of the key it came with, never the key; empty without one
  /// @param streamed whether a stream was asked for
  /// @param named the scenario that the application named (`x-millrace-scenario`); empty without
  /// @param action the business action it belongs to (`x-millrace-action`); empty without
  /// @param request the body, masked where the settings say so; null when bodies are left out
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record CallStarted(
      CallId call,
      Instant at,
      String operation,
      String model,
      String key,
      boolean streamed,
      String named,
      String action,
      byte @Nullable [] request)
      implements Entry {}

  /// An attempt is about to be sent.
  ///
  /// @param number 1 for the call's first attempt
  /// @param kind `first`, `retry`, `hedge`, `fallback`
  /// @param endpoint the endpoint's name
  /// @param model the upstream's name of the model
  record AttemptStarted(
      CallId call, Instant at, int number, String kind, String endpoint, String model)
      implements Entry {}

  /// An attempt ended.
  ///
  /// @param result `answered`, `failed`, `cancelled`
  /// @param status the HTTP status; 0 when none came
  /// @param usage what the provider reported; null when it did not
  /// @param cost of the usage at the price in force
  /// @param detail for people, empty when there is nothing to say; never a secret or a prompt
  record AttemptEnded(
      CallId call,
      Instant at,
      int number,
      String result,
      int status,
      @Nullable Usage usage,
      Cost cost,
      String detail)
      implements Entry {}

  /// A call ended. Forced to the disk before the last byte of its answer leaves.
  ///
  /// @param outcome `answered`, `failed`, `refused`, `cancelled` (the caller went away),
  ///   `interrupted` (a crash cut it off; written at the next start)
  /// @param status the HTTP status sent
  /// @param tier `teacher`, `student`, `cache`; empty when nothing answered
  /// @param scenario the recognised scenario; empty without one
  /// @param reason why this tier: the policy's code (`unsure`, `shadow`, `no_policy` ...)
  /// @param confidence the student's, NaN when it was not asked
  /// @param shadow what the student would have said; null when it was not asked or answered itself
  /// @param servedModel the model's name in the answer; empty when there is none
  /// @param usage what the caller's answer says was used; null when unknown
  /// @param cost of all attempts together
  /// @param firstByteMicros from the request's arrival to the first byte of the answer, -1 without
  /// @param totalMicros from the request's arrival to this entry
  /// @param response the body in its whole form, masked where the settings say so; null when bodies
  ///   are left out or nothing was answered
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record CallEnded(
      CallId call,
      Instant at,
      String outcome,
      int status,
      String tier,
      String scenario,
      String reason,
      double confidence,
      @Nullable String shadow,
      String servedModel,
      @Nullable Usage usage,
      Cost cost,
      long firstByteMicros,
      long totalMicros,
      byte @Nullable [] response)
      implements Entry {}
}
