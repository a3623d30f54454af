package io.millrace.store.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An observation as it is kept.
///
/// @param seq its place in the order of drawing, over all policies
/// @param request while it is pending, if it was given; see [NewObservation]
/// @param answer the student's, while it is pending
/// @param attempts how often the teacher was asked in vain
/// @param nextAt when it is to be asked next; null when it is not pending
/// @param why the last attempt failed; empty without one
/// @param auditCall the call in which the teacher was asked; empty without one
/// @param settledAt when it became what it is; null while it is pending
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record Observation(
    long seq,
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
    Outcome outcome,
    int attempts,
    @Nullable Instant nextAt,
    String why,
    String auditCall,
    @Nullable Instant settledAt) {}
