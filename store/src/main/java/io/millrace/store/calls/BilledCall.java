package io.millrace.store.calls;

import io.millrace.model.Cost;
import io.millrace.model.Usage;
import io.millrace.store.journal.Entry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What bills and experiments need to know of a call that ended: no bodies, no attempts. Immutable.
///
/// @param started when it began
/// @param model the name that was asked for
/// @param servedModel the name in the answer; empty without one
/// @param key the name of the caller's key; empty without one
/// @param purpose empty for a caller's call, else why the platform called by itself
/// @param subject what such a call is about; empty without
/// @param state its outcome
/// @param tier which tier answered; empty when none did
/// @param scenario the recognised scenario; empty without one
/// @param policy the version of the policy whose student was asked; empty without one
/// @param referenceProbability the probability with which such a call gets a teacher's answer; NaN
///   without a policy
/// @param action the business action it belongs to; empty without one
/// @param arm the arm of the experiment it was in, as the journal has it; empty without one
/// @param totalMicros from its arrival to its end
/// @param usage what the answer says was used; null when unknown
/// @param cost of all attempts
public record BilledCall(
    String id,
    Instant started,
    String operation,
    String model,
    String servedModel,
    String key,
    String purpose,
    String subject,
    String state,
    String tier,
    String scenario,
    String policy,
    double referenceProbability,
    String action,
    String arm,
    long totalMicros,
    @Nullable Usage usage,
    Cost cost) {
  static BilledCall of(CallRecord call, Entry.CallEnded ended) {
    Entry.CallStarted started = call.started();
    return new BilledCall(
        started.call().text(),
        started.at(),
        started.operation(),
        started.model(),
        ended.servedModel(),
        started.key(),
        started.purpose(),
        started.subject(),
        call.state(),
        ended.tier(),
        ended.scenario(),
        ended.draw().policy(),
        ended.draw().referenceProbability(),
        started.action(),
        ended.draw().arm(),
        ended.totalMicros(),
        ended.usage(),
        ended.cost());
  }
}
