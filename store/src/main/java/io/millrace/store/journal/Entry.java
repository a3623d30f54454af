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
  /// @param purpose empty for a caller's call; else why the platform called by itself: `audit`,
  ///   `shadow`, `judge`, `probe`, or `training` for what a round of learning cost
  /// @param subject the id of the call that such a call is about; empty without one
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
      byte @Nullable [] request,
      String purpose,
      String subject)
      implements Entry {
    /// A caller's call.
    public CallStarted(
        CallId call,
        Instant at,
        String operation,
        String model,
        String key,
        boolean streamed,
        String named,
        String action,
        byte @Nullable [] request) {
      this(call, at, operation, model, key, streamed, named, action, request, "", "");
    }
  }

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
  /// @param tier `teacher`, `student`, `model`, `experiment`, `cache`; empty when nothing answered
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
  /// @param draw what was drawn for the call where a policy had a part in it
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
      byte @Nullable [] response,
      Draw draw)
      implements Entry {
    /// Whether an experiment gave the call to another model than it asks for, whoever answered
    /// then.
    public boolean ofOtherModel() {
      boolean failed = reason.equals("model_failed") && draw.policy().isEmpty();
      return tier.equals("experiment") || failed;
    }

    /// A call in which no policy had a part.
    public CallEnded(
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
        byte @Nullable [] response) {
      this(
          call,
          at,
          outcome,
          status,
          tier,
          scenario,
          reason,
          confidence,
          shadow,
          servedModel,
          usage,
          cost,
          firstByteMicros,
          totalMicros,
          response,
          Draw.NONE);
    }
  }

  /// What was drawn for a call in which a policy had a part: without it nobody could say later
  /// which calls are a fair sample.
  ///
  /// @param policy the id of the policy whose student was asked; empty without one
  /// @param referenceProbability the probability with which such a call gets a teacher's answer,
  ///   its own or an audit's: 1 where the student was not sure; NaN without a policy
  /// @param audited whether an audit was drawn for it
  /// @param agrees whether the student's and the teacher's answer are equal, where this call has
  ///   both; null where it has not
  /// @param arm the arm of the experiment it was in, as `experiment/arm/unit`, the arm `new` or
  ///   `old`, the unit what was assigned to it; empty without one
  record Draw(
      String policy,
      double referenceProbability,
      boolean audited,
      @Nullable Boolean agrees,
      String arm) {
    /// No policy had a part.
    public static final Draw NONE = new Draw("", Double.NaN, false, null, "");
  }
}
